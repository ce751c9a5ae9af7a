/** A note of a client. `date` is ISO 8601, as far as it is known: 2026-11-21, or with its time. */
export interface DatedNote {
  readonly date?: string | null;
  readonly text: string;
}

const blankLines = /\n(?:[^\S\n]*\n)+/u;

/**
 * The notes of one client as one text: in the order of their dates (those without one first, equal dates as given), with a blank line between
 * two. A blank line inside a note becomes a line break, and an empty note is none, so that `notesOf` finds them again.
 */
export function clientText(notes: readonly DatedNote[]): string {
  const ordered = notes.toSorted((a, b) => compare(a.date ?? '', b.date ?? ''));
  return ordered
    .map(({ text }) => oneParagraph(text))
    .filter((text) => text !== '')
    .join('\n\n');
}

/** The notes of a client's text, in its order. */
export function notesOf(text: string): string[] {
  return lines(text)
    .split(blankLines)
    .map((note) => note.trim())
    .filter((note) => note !== '');
}

function oneParagraph(text: string): string {
  return lines(text).trim().split(blankLines).join('\n');
}

function lines(text: string): string {
  return text.replaceAll(/\r\n?/gu, '\n');
}

/** By code units: what ISO dates need, and the same in every place. */
function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
