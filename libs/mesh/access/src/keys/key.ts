import { createHash, randomBytes } from 'node:crypto';

/** `atl_` and 32 random bytes in base64url (43 characters). */
const form = /^atl_[A-Za-z0-9_-]{43}$/;

export interface NewKey {
  /** Shown once, never stored. */
  readonly key: string;
  /** SHA-256 in hexadecimal. */
  readonly hash: string;
  /** The first characters, by which people tell their keys apart. */
  readonly prefix: string;
}

export function makeKey(bytes: Buffer = randomBytes(32)): NewKey {
  return describeKey(`atl_${bytes.toString('base64url')}`);
}

export function describeKey(key: string): NewKey {
  return { key, hash: hashKey(key), prefix: key.slice(0, 12) };
}

/** Whether the text has a key's form; anything else is refused without asking the database. */
export function isKey(text: string): boolean {
  return form.test(text);
}

/**
 * A plain hash is right here: salts and slow hashes protect secrets that can be guessed, and 256 random bits cannot. Looking the
 * hash up by an index needs no constant time either: what could leak by timing is how a hash begins, which tells nothing of the key.
 */
export function hashKey(key: string): string {
  return createHash('sha256').update(key).digest('hex');
}
