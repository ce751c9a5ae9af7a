import { createHash, type Hash } from 'node:crypto';
import { AtelierError } from '@atelier/contracts';

const form = /^sha256:([0-9a-f]{64})$/;

/** The 64 hexadecimal digits of a digest. Anything else names no artifact, so that a digest can never be a path out of the store. */
export function hexOf(digest: string): string {
  const match = form.exec(digest);
  if (!match) throw new AtelierError('artifact.not_found', `"${digest.slice(0, 100)}" is not a digest of the form sha256:….`);
  return match[1];
}

/** Where an artifact lies below its store's root: `sha256/ab/cdef…`; two digits of folders keep each folder small. */
export function keyOf(digest: string): string {
  const hex = hexOf(digest);
  return `sha256/${hex.slice(0, 2)}/${hex.slice(2)}`;
}

/** The digest of a key, or undefined for what is no artifact (a stray file, another program's object). */
export function digestOfKey(key: string): string | undefined {
  const match = /^sha256\/([0-9a-f]{2})\/([0-9a-f]{62})$/.exec(key);
  return match ? `sha256:${match[1]}${match[2]}` : undefined;
}

export function digestOf(bytes: Uint8Array): string {
  return finish(createHash('sha256').update(bytes));
}

export function finish(hash: Hash): string {
  return `sha256:${hash.digest('hex')}`;
}

export function corrupt(digest: string): AtelierError {
  return new AtelierError('artifact.corrupt', `The stored bytes of ${digest} do not match it.`);
}

export function notFound(digest: string, cause?: unknown): AtelierError {
  return new AtelierError('artifact.not_found', `No bytes are stored for ${digest}.`, [], { cause });
}
