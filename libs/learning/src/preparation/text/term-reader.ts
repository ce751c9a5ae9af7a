import { normaliseText } from '../../notes/text/normalise.js';

/** Smallest and largest n. */
export type NgramRange = readonly [number, number];

/** `words`: n-grams of words. `characters`: of characters within what stands between spaces, padded by a space (scikit-learn's char_wb). */
export type TermUnit = 'words' | 'characters';

/** Letters with their marks and numbers, also alone; of what is no word, pictures. Their flags and joiners are left out. */
const wordPattern = /[\p{L}\p{N}_][\p{L}\p{M}\p{N}_]*|\p{Extended_Pictographic}/gu;
/** What was found of so many different words is kept, so that one that returns is read once. */
const mostKept = 50_000;

/** A text as its terms are read from it: well-formed, NFKC, lower case, single spaces. */
export function readableText(text: string): string {
  return normaliseText(text).toLowerCase();
}

/**
 * Reads the terms of texts one by one. `find` gives what is known of a term, or −1 where it is to be passed over; it must always give the
 * same for the same term.
 */
export class TermReader {
  private readonly kept = new Map<string, Int32Array>();

  constructor(
    private readonly unit: TermUnit,
    private readonly range: NgramRange,
    private readonly find: (term: string) => number,
  ) {}

  /** Calls `visit` with what was found of each term of a readable text, and how often; the same term may come more than once. */
  read(text: string, visit: (found: number, count: number) => void): void {
    if (this.unit === 'words') this.readWords(text, visit);
    else this.readCharacters(text, visit);
  }

  private readWords(text: string, visit: (found: number, count: number) => void): void {
    const words = text.match(wordPattern) ?? [];
    const [low, high] = this.range;
    for (let at = 0; at < words.length; at++) {
      let term = words[at];
      for (let n = 1; n <= high && at + n <= words.length; n++) {
        if (n > 1) term += ` ${words[at + n - 1]}`;
        if (n < low) continue;
        const found = this.find(term);
        if (found >= 0) visit(found, 1);
      }
    }
  }

  private readCharacters(text: string, visit: (found: number, count: number) => void): void {
    const counts = new Map<string, number>();
    for (const word of text.split(' ')) if (word !== '') counts.set(word, (counts.get(word) ?? 0) + 1);
    for (const [word, count] of counts) for (const found of this.ofWord(word)) visit(found, count);
  }

  private ofWord(word: string): Int32Array {
    const known = this.kept.get(word);
    if (known) return known;
    const found = paddedNgrams([...` ${word} `], this.range)
      .map(this.find)
      .filter((each) => each >= 0);
    const list = Int32Array.from(found);
    if (this.kept.size < mostKept) this.kept.set(word, list);
    return list;
  }
}

/** A word shorter than n counts once, whole, and longer n-grams of it are not tried. */
function paddedNgrams(characters: readonly string[], [low, high]: NgramRange): string[] {
  const found: string[] = [];
  for (let n = low; n <= high; n++) {
    for (let at = 0; at + n <= Math.max(characters.length, n); at++) found.push(characters.slice(at, at + n).join(''));
    if (characters.length <= n) break;
  }
  return found;
}
