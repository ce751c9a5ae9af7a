import { PhraseTable, WordTable } from './term-tables.js';
import { type ScannerOptions, WordScanner } from './word-scanner.js';

export interface WordTermsOptions extends ScannerOptions {
  /** Smallest and largest n of the n-grams of words. */
  readonly ngramRange: readonly [number, number];
  readonly stopWords: readonly string[];
}

/** Words and phrases as paths of numbers: a phrase of n words is one of n − 1 and a word. */
export class TermPaths {
  readonly words = new WordTable();
  /** At n − 2: phrases of n words. */
  readonly phrases: readonly PhraseTable[];
  private readonly scanner: WordScanner;
  private readonly stopWords: ReadonlySet<string>;
  /** By word: whether it is none, 0 where it isn't known yet. */
  private stopped = new Uint8Array(1024);
  private path = new Int32Array(256);

  constructor(private readonly options: WordTermsOptions) {
    this.scanner = new WordScanner(options);
    this.stopWords = new Set(options.stopWords);
    this.phrases = Array.from({ length: options.ngramRange[1] - 1 }, () => new PhraseTable());
  }

  /** Visits every term of a text, new ones taken in: its number of words and its number among those of as many words. */
  learn(text: string, visit: (words: number, term: number) => void): void {
    const count = this.read(text, (at) => this.words.add(this.scanner, at));
    this.walk(count, visit, (n, head, word) => this.phrases[n - 2].add(head, word));
  }

  /** The same, unknown terms passed over. */
  find(text: string, visit: (words: number, term: number) => void): void {
    const count = this.read(text, (at) => this.words.find(this.scanner, at));
    this.walk(count, visit, (n, head, word) => this.phrases[n - 2].find(head, word));
  }

  /** Takes in one term that is plain already. */
  add(term: string): { readonly words: number; readonly term: number } {
    const words = term.split(' ').map((word) => {
      this.scanner.take(word);
      return this.words.add(this.scanner, 0);
    });
    let phrase = words[0];
    for (let n = 2; n <= words.length; n++) phrase = this.phrases[n - 2].add(phrase, words[n - 1]);
    return { words: words.length, term: phrase };
  }

  textOf(words: number, term: number): string {
    if (words === 1) return this.words.textOf(term);
    const { heads, words: last } = this.phrases[words - 2];
    return `${this.textOf(words - 1, heads[term])} ${this.words.textOf(last[term])}`;
  }

  /** Numbers of a text's words, stop words left out, into `path`. */
  private read(text: string, numberOf: (at: number) => number): number {
    const found = this.scanner.scan(text);
    if (this.path.length < found) this.path = new Int32Array(2 * found);
    let count = 0;
    for (let at = 0; at < found; at++) {
      const word = numberOf(at);
      if (this.stopWords.size > 0 && this.isStopped(word, at)) continue;
      this.path[count++] = word;
    }
    return count;
  }

  /** An unknown word may still be a stop word, which phrases reach over. */
  private isStopped(word: number, at: number): boolean {
    if (word < 0) return this.stopWords.has(this.scanner.textOf(at));
    if (word >= this.stopped.length) {
      const more = new Uint8Array(2 * word);
      more.set(this.stopped);
      this.stopped = more;
    }
    if (this.stopped[word] === 0) this.stopped[word] = this.stopWords.has(this.words.textOf(word)) ? 2 : 1;
    return this.stopped[word] === 2;
  }

  private walk(count: number, visit: (words: number, term: number) => void, step: (n: number, head: number, word: number) => number): void {
    const [low, high] = this.options.ngramRange;
    const { path } = this;
    for (let at = 0; at < count; at++) {
      let term = path[at];
      if (term >= 0 && low === 1) visit(1, term);
      for (let n = 2; n <= high && at + n <= count && term >= 0; n++) {
        const word = path[at + n - 1];
        term = word < 0 ? -1 : step(n, term, word);
        if (term >= 0 && n >= low) visit(n, term);
      }
    }
  }
}

/** Fitted terms: which columns a text has, and how often. */
export class TermColumns {
  private readonly paths: TermPaths;
  /** At n − 1: by term of n words its column, −1 for what only begins others. */
  private readonly columns: Int32Array[];
  private readonly counts: Int32Array;

  constructor(terms: readonly string[], options: WordTermsOptions) {
    this.paths = new TermPaths(options);
    const places = terms.map((term) => this.paths.add(term));
    const sizes = [this.paths.words.size, ...this.paths.phrases.map(({ size }) => size)];
    this.columns = sizes.map((size) => new Int32Array(size).fill(-1));
    for (const [column, { words, term }] of places.entries()) this.columns[words - 1][term] = column;
    this.counts = new Int32Array(terms.length);
  }

  /** Columns ascending, with their counts. */
  count(text: string): { readonly indices: Int32Array; readonly counts: Int32Array } {
    const { counts, columns } = this;
    const seen: number[] = [];
    this.paths.find(text, (words, term) => {
      const column = columns[words - 1][term];
      if (column >= 0 && counts[column]++ === 0) seen.push(column);
    });
    const indices = Int32Array.from(seen).sort();
    const found = indices.map((column) => counts[column]);
    for (const column of seen) counts[column] = 0;
    return { indices, counts: found };
  }
}
