import { cleanText } from '../../preparation/clean-text.js';
import { stripAccents, stripToAscii } from './normalise.js';
import { defaultTokens, type StripAccents } from './tokens.js';

export interface ScannerOptions {
  readonly lowercase: boolean;
  readonly stripAccents: StripAccents;
}

/** What a UTF-16 unit is to words, where it is not a unit of them; no letter has these numbers. */
const unknown = 0;
const separator = 1;
const dropped = 2;
/** Its text has to be read as a whole: surrogates, letters that become several, the sigma that depends on its place. */
const hard = 3;

const wordCharacter = /[\p{L}\p{N}_]/u;
const seed = 0x811c9dc5;
const prime = 0x01000193;

/** A text as its terms are read from it: clean, in lower case, without accents, as far as asked. */
export function plainText(text: string, { lowercase, stripAccents: strip }: ScannerOptions): string {
  const clean = cleanText(text);
  const lower = lowercase ? clean.toLowerCase() : clean;
  if (strip === 'none') return lower;
  return strip === 'unicode' ? stripAccents(lower) : stripToAscii(lower);
}

/** Finds the words of `defaultTokens(plainText(text))` without making strings of them: most units stand for themselves or their plain letter. */
export class WordScanner {
  /** The words' units one after another. */
  units = new Uint16Array(1024);
  /** Of each word: where it begins in `units`, where it ends, and a hash (FNV-1a). */
  starts = new Int32Array(256);
  ends = new Int32Array(256);
  hashes = new Int32Array(256);
  private readonly meaning = new Uint16Array(65_536);

  constructor(private readonly options: ScannerOptions) {}

  /** How many words there are; they stand in `starts`, `ends`, `hashes` and `units` until the next text. */
  scan(text: string): number {
    if (this.units.length < text.length) this.units = new Uint16Array(2 * text.length);
    const { units, meaning } = this;
    let used = 0;
    let words = 0;
    let start = 0;
    let hash = seed;
    for (let at = 0; at <= text.length; at++) {
      const unit = at === text.length ? 32 : text.charCodeAt(at);
      let plain = meaning[unit];
      if (plain === unknown) plain = meaning[unit] = this.meaningOf(unit);
      if (plain > hard) {
        units[used++] = plain;
        hash = Math.imul(hash ^ plain, prime);
      } else if (plain === separator) {
        if (used - start >= 2) this.put(words++, start, used, hash);
        start = used;
        hash = seed;
      } else if (plain === hard) return this.scanWhole(text);
    }
    return words;
  }

  textOf(word: number): string {
    let text = '';
    for (let at = this.starts[word]; at < this.ends[word]; at++) text += String.fromCharCode(this.units[at]);
    return text;
  }

  /** Puts a word that is plain already, alone. */
  take(word: string): void {
    this.putText(0, word, 0);
  }

  private scanWhole(text: string): number {
    const tokens = defaultTokens(plainText(text, this.options));
    let used = 0;
    for (const [word, token] of tokens.entries()) used = this.putText(word, token, used);
    return tokens.length;
  }

  private putText(word: number, text: string, from: number): number {
    if (this.units.length < from + text.length) {
      const more = new Uint16Array(2 * (from + text.length));
      more.set(this.units);
      this.units = more;
    }
    let hash = seed;
    for (let at = 0; at < text.length; at++) {
      const unit = text.charCodeAt(at);
      this.units[from + at] = unit;
      hash = Math.imul(hash ^ unit, prime);
    }
    this.put(word, from, from + text.length, hash);
    return from + text.length;
  }

  private put(word: number, start: number, end: number, hash: number): void {
    if (word === this.starts.length)
      for (const list of ['starts', 'ends', 'hashes'] as const) {
        const more = new Int32Array(2 * word);
        more.set(this[list]);
        this[list] = more;
      }
    this.starts[word] = start;
    this.ends[word] = end;
    this.hashes[word] = hash;
  }

  private meaningOf(unit: number): number {
    const character = String.fromCharCode(unit);
    const surrogate = unit >= 0xd800 && unit < 0xe000;
    const sigma = unit === 0x3a3 && this.options.lowercase;
    if (surrogate || sigma) return hard;
    const plain = plainText(character, this.options);
    if (plain === '') return dropped;
    if (plain.length === 1) return wordCharacter.test(plain) ? plain.charCodeAt(0) : separator;
    return wordCharacter.test(plain) ? hard : separator;
  }
}
