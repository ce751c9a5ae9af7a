import type { ColumnSchema } from '@atelier/contracts';
import type { PlannedColumn } from './plan-columns.js';
import type { ColumnCounts } from './profile-table.js';

/** Fewer rows are too few to tell an identifier from a value that happens not to come twice. */
const fewestRows = 20;
const keyName = /(^|[^a-z])(id|ids|uid|uuid|guid|index|idx|key|pk|row|rownum|rowid|record|serial|sno)([^a-z]|$)/;

/** The type of a column once its values are counted: texts become category, text or identifier; unique whole numbers under a key's name, identifiers. */
export function typeOf({ name, type }: Pick<PlannedColumn, 'name' | 'type'>, counts: ColumnCounts, rows: number): ColumnSchema['type'] {
  if (type === 'integer') return rows >= fewestRows && isKeyName(name) && isUnique(counts, rows) ? 'identifier' : 'integer';
  if (type !== 'text') return type;
  const { text, present, distinct } = counts;
  if (!text || present === 0) return 'category';
  const words = text.mean_words ?? 0;
  const length = text.mean_length ?? 0;
  const share = distinct / present;
  if (isUnique(counts, rows) && words < 1.5 && length <= 64) return 'identifier';
  // Digits that are no quantity (leading zeros, beyond 2^53) name something; a few of them that come again are a category.
  if (text.all_digits && share > 0.5) return 'identifier';
  if (length >= 50 || (words >= 3 && share > 0.5 && distinct > fewestRows)) return 'text';
  return 'category';
}

/** What a column is for: the target that was named, an identifier, nothing (no value at all), or a feature. */
export function roleOf(name: string, type: ColumnSchema['type'], counts: ColumnCounts, target: string | null): ColumnSchema['role'] {
  if (name === target) return 'target';
  if (type === 'identifier') return 'identifier';
  return counts.present === 0 ? 'ignored' : 'feature';
}

function isUnique({ present, distinct, distinctIsExact }: ColumnCounts, rows: number): boolean {
  return rows >= fewestRows && present === rows && distinctIsExact && distinct === rows;
}

/** `PassengerId`, `customer_id`, `ID`, `row`, and the unnamed first column that many programs write. */
export function isKeyName(name: string): boolean {
  const words = name.replace(/([a-z0-9])([A-Z])/g, '$1 $2').toLowerCase();
  return keyName.test(words) || /^column_0_*$/.test(name) || words.startsWith('unnamed');
}
