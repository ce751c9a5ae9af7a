import type { Column } from '@atelier/learning';

/** Each row's text, empty where there is none. */
export function textsOf(column: Column): string[] {
  if (column.kind === 'number') return Array.from(column.values, String);
  return Array.from(column.codes, (code) => (code < 0 ? '' : column.dictionary[code]));
}

export function numberColumn(name: string, values: ArrayLike<number>): Column {
  return { kind: 'number', name, values: Float64Array.from(values) };
}
