import type { TextColumn } from './column.js';

/** One text a row, dictionary-encoded in the order in which they first come; null is missing. */
export function textColumn(name: string, texts: readonly (string | null)[]): TextColumn {
  const codeOf = new Map<string, number>();
  const codes = Int32Array.from(texts, (text) => {
    if (text === null) return -1;
    const known = codeOf.get(text) ?? codeOf.size;
    codeOf.set(text, known);
    return known;
  });
  return { kind: 'text', name, codes, dictionary: [...codeOf.keys()] };
}
