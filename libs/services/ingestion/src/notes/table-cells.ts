import type { Column } from '@atelier/learning';

/** Each row's text, empty where there is none. */
export function textsOf(column: Column): string[] {
  if (column.kind === 'number') return Array.from(column.values, String);
  return Array.from(column.codes, (code) => (code < 0 ? '' : column.dictionary[code]));
}

/** A column of texts; null is missing. */
export function textColumn(name: string, texts: readonly (string | null)[]): Column {
  const places = new Map<string, number>();
  const codes = Int32Array.from(texts, (text) => {
    if (text === null) return -1;
    const place = places.get(text) ?? places.size;
    places.set(text, place);
    return place;
  });
  return { kind: 'text', name, codes, dictionary: [...places.keys()] };
}

export function numberColumn(name: string, values: ArrayLike<number>): Column {
  return { kind: 'number', name, values: Float64Array.from(values) };
}
