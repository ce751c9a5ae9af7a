import { createHash } from 'node:crypto';
import { type Signature, signatureText } from '@atelier/learning';

/** Digest of what a model takes and gives. */
export function signatureDigest(signature: Signature): string {
  return `sha256:${createHash('sha256').update(signatureText(signature)).digest('hex')}`;
}
