import { AtelierError } from '@atelier/contracts';

/** Words that stand for a secret in examples, compose files and manuals. */
const wellKnown = new Set([
  'admin',
  'atelier',
  'changeit',
  'changeme',
  'default',
  'example',
  'guest',
  'letmein',
  'minio',
  'minio123',
  'minioadmin',
  'password',
  'passw0rd',
  'postgres',
  'root',
  'secret',
  'test',
  'user',
  '123456',
  '12345678',
  'qwerty',
]);
const shortest = 12;

/**
 * Refuses to go on with secrets that anyone could guess: empty, well known, shorter than 12 characters, of one repeated
 * character, or the name of the setting itself. `access.insecure_settings` names every such setting, never a value.
 */
export function assertSafeSecrets(secrets: Readonly<Record<string, string | undefined>>): void {
  const errors = Object.entries(secrets).flatMap(([name, value]) => {
    const fault = faultOf(name, value ?? '');
    return fault ? [{ path: name, message: fault }] : [];
  });
  if (errors.length === 0) return;
  const detail = errors.map(({ path, message }) => `${path} ${message}`).join('; ');
  throw new AtelierError('access.insecure_settings', `${detail}.`, errors);
}

function faultOf(name: string, value: string): string | undefined {
  const plain = value.trim().toLowerCase();
  if (plain === '') return 'is empty';
  if (wellKnown.has(plain.replaceAll(/[^a-z0-9]/g, ''))) return 'is a well-known default';
  if (plain === name.toLowerCase()) return 'is the name of the setting';
  if (new Set(plain).size === 1) return 'is one repeated character';
  return plain.length < shortest ? `is shorter than ${shortest} characters` : undefined;
}

/** The password of a connection address (`postgres://user:password@host/db`), to be checked with the other secrets. */
export function passwordOf(address: string): string {
  try {
    return decodeURIComponent(new URL(address).password);
  } catch {
    return ''; // not an address: the settings' own check says so
  }
}
