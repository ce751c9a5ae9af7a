import { createHash } from 'node:crypto';
import type { Signature } from '@atelier/learning';

/** Digest of what a model takes and gives. Columns are in order of name: moving one about in the table changes nothing for a caller. */
export function signatureDigest({ inputs, target, task, classes }: Signature): string {
  const columns = inputs.map(({ name, type, kind }) => ({ name, type, kind })).sort((a, b) => (a.name < b.name ? -1 : 1));
  const text = JSON.stringify({ inputs: columns, target: { name: target.name, type: target.type }, task, classes: classes ?? null });
  return `sha256:${createHash('sha256').update(text).digest('hex')}`;
}
