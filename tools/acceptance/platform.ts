import type { AtelierClient } from '@atelier/sdk';

/** A running platform by its public face: the embedded program, or the mesh behind its gateway. */
export interface Platform {
  readonly url: string;
  /** Of its first admin. */
  readonly key: string;
  readonly client: AtelierClient;
}
