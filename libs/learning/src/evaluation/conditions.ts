import type { Column, ColumnType } from '../frame/column.js';
import { isMissing } from '../frame/frame.js';

/** One condition on a raw column, as words say it. `above` is false for a missing value, `not_above` true. */
export type Condition =
  | { readonly column: string; readonly is: 'above' | 'not_above'; readonly value: number; readonly or_missing?: boolean }
  | { readonly column: string; readonly is: 'equal' | 'not_equal'; readonly value: string }
  | { readonly column: string; readonly is: 'missing' | 'present' };

export function holds(condition: Condition, column: Column, row: number): boolean {
  switch (condition.is) {
    case 'missing':
      return isMissing(column, row);
    case 'present':
      return !isMissing(column, row);
    case 'above':
      return column.kind === 'number' && column.values[row] > condition.value;
    case 'not_above':
      return column.kind === 'number' && !(column.values[row] > condition.value);
    case 'equal':
      return column.kind === 'text' && column.dictionary[column.codes[row]] === condition.value;
    case 'not_equal':
      return column.kind === 'text' && column.dictionary[column.codes[row]] !== condition.value;
  }
}

export function opposite(condition: Condition, columnHasMissing: boolean): Condition {
  switch (condition.is) {
    case 'above':
      return { ...condition, is: 'not_above', or_missing: columnHasMissing };
    case 'not_above':
      return { column: condition.column, is: 'above', value: condition.value };
    case 'equal':
      return { ...condition, is: 'not_equal' };
    case 'not_equal':
      return { ...condition, is: 'equal' };
    case 'missing':
      return { ...condition, is: 'present' };
    case 'present':
      return { ...condition, is: 'missing' };
  }
}

/** The conditions joined by "and": `age > 41 and job = admin`; a lower and an upper bound of a column become one. Needs the columns' types for dates and booleans. */
export function inWords(conditions: readonly Condition[], types: Readonly<Record<string, ColumnType>> = {}): string {
  const texts: string[] = [];
  for (const condition of conditions) {
    const bound = conditions.find((other) => other.column === condition.column && isUpper(other) && condition.is === 'above');
    if (bound && isUpper(bound) && condition.is === 'above' && !bound.or_missing)
      texts.push(`${valueText(condition, types)} < ${condition.column} ≤ ${valueText(bound, types)}`);
    else if (
      !(
        isUpper(condition) &&
        !condition.or_missing &&
        conditions.some((other) => other.column === condition.column && other.is === 'above')
      )
    )
      texts.push(textOf(condition, types));
  }
  return texts.join(' and ');
}

function isUpper(condition: Condition): condition is Condition & { is: 'not_above'; value: number; or_missing?: boolean } {
  return condition.is === 'not_above';
}

function textOf(condition: Condition, types: Readonly<Record<string, ColumnType>>): string {
  const { column } = condition;
  switch (condition.is) {
    case 'missing':
      return `${column} is missing`;
    case 'present':
      return `${column} is present`;
    case 'equal':
      return `${column} = ${condition.value}`;
    case 'not_equal':
      return `${column} ≠ ${condition.value}`;
    default: {
      const or = condition.is === 'not_above' && condition.or_missing ? ' or missing' : '';
      if (types[column] === 'boolean') return `${column} is ${condition.is === 'above'}${or}`;
      return `${column} ${condition.is === 'above' ? '>' : '≤'} ${valueText(condition, types)}${or}`;
    }
  }
}

function valueText(condition: Condition & { value: number | string }, types: Readonly<Record<string, ColumnType>>): string {
  if (types[condition.column] !== 'datetime' || typeof condition.value === 'string') return String(condition.value);
  return new Date(condition.value * 86_400_000)
    .toISOString()
    .replace(/T00:00:00.000Z$/, '')
    .replace(/:\d\d\.\d+Z$/, ' UTC')
    .replace('T', ' ');
}
