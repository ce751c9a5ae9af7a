/** What Python's `\w` matches: letters and numbers of any script and the underscore, but no combining marks. */
const words = /[\p{L}\p{N}_]{2,}/gu;

/** As scikit-learn's default `token_pattern` finds them, `(?u)\b\w\w+\b`: runs of two or more word characters, in order. */
export function defaultTokens(text: string): string[] {
  return text.match(words) ?? [];
}

export type StripAccents = 'unicode' | 'ascii' | 'none';

/** A word of a note and where it stands, in UTF-16 units. */
export interface Word {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** Letters with their marks, joined by an inner hyphen never but by none; numbers apart from letters stay whole with their separators. */
const noteWord = /\p{N}+(?:[.,]\p{N}+)*|[\p{L}_][\p{L}\p{M}\p{N}_]*/gu;

/** Every word of a note, one-letter words too, with its place; an apostrophe parts (l'or, she's), and so does a hyphen. */
export function noteWords(text: string): Word[] {
  const found: Word[] = [];
  noteWord.lastIndex = 0;
  for (let match = noteWord.exec(text); match; match = noteWord.exec(text))
    found.push({ text: match[0], start: match.index, end: noteWord.lastIndex });
  return found;
}
