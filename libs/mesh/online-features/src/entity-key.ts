import { AtelierError } from '@atelier/contracts';
import type { KeyType, TypedName } from './definitions.js';

export type Cell = string | number | boolean | null;

/** An entity as it is stored: its one key as a text (7 and "7" are one entity), or the list of its keys. */
export function entityKey(keys: readonly (string | number | boolean)[]): string {
  return keys.length === 1 ? String(keys[0]) : JSON.stringify(keys.map(String));
}

/**
 * The entity of a row by its join keys. null: a key is missing, so there is no such entity.
 * Throws `feature.key_invalid` when a column is not there at all, or does not hold what the key is.
 */
export function entityOf(joinKeys: readonly TypedName<KeyType>[], row: Readonly<Record<string, Cell>>, path = 'entities'): string | null {
  const keys: (string | number | boolean)[] = [];
  for (const { name, type } of joinKeys) {
    if (!Object.hasOwn(row, name)) throw keyFault(path, name, 'is missing');
    const value = row[name];
    if (value === null) return null;
    keys.push(type === 'integer' ? wholeNumber(value, path, name) : value);
  }
  return entityKey(keys);
}

function wholeNumber(value: string | number | boolean, path: string, name: string): string {
  if (typeof value === 'number' && Number.isSafeInteger(value)) return String(value);
  if (typeof value === 'string' && /^-?(0|[1-9]\d{0,18})$/.test(value)) return value;
  throw keyFault(path, name, `must be a whole number, not ${JSON.stringify(value).slice(0, 100)}`);
}

function keyFault(path: string, name: string, message: string): AtelierError {
  return new AtelierError('feature.key_invalid', `The join key "${name}" ${message}.`, [{ path: `${path}.${name}`, message }]);
}
