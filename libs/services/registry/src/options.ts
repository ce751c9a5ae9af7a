import { tmpdir } from 'node:os';
import { join } from 'node:path';

const mebibyte = 2 ** 20;

/** How long the registry waits for others' events before it answers, and what a model that is taken in may cost. */
export class RegistryOptions {
  /** For the completion of a training job whose event may be on its way. Milliseconds. */
  jobWaitMs = 3_000;
  /** For inference to take a change over. Milliseconds. */
  servingWaitMs = 10_000;
  /** Bytes of the files of an imported model, together: `request.too_large`. */
  importBytes = 256 * mebibyte;
  /** Wall-clock seconds of the process that reads an imported model: `sandbox.timed_out`. */
  importSeconds = 60;
  /** Resident memory of that process, MiB: `sandbox.out_of_memory`. */
  importMemoryMiB = 2048;
  /** Models that are read at once; further ones wait for their turn. */
  imports = 1;
  /** Where an imported model's files lie while they are read. */
  workFolder = join(tmpdir(), 'atelier-registry');

  constructor(given: Partial<RegistryOptions> = {}) {
    Object.assign(this, given);
  }
}
