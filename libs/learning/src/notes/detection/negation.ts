import type { Language } from '../lexicon/lexicon.js';
import { comparedWords, foldWord } from './fold.js';
import { negationWords } from './negation-words.js';

/** A word as one language's negation reads it. */
export interface NegationWord {
  /** `negationKey` of it. */
  readonly key: string;
  /** Whether a phrase that denies, or seems to, starts with it. */
  readonly starts: boolean;
}

/** Words of one sentence as negation reads them. */
export interface Clause {
  readonly words: readonly NegationWord[];
  /** First word and the one after the last. */
  readonly from: number;
  readonly to: number;
  /** Whether a comma stands before a word. */
  readonly comma: (word: number) => boolean;
  /** Whether a word belongs to a concept that was found. */
  readonly covered: (word: number) => boolean;
}

/** Short words keep their accents (è is, e and); others are folded, so that dropped accents do no harm. */
export function negationKey(word: string, language: Language): string {
  return word.length <= 2 ? word.toLowerCase() : foldWord(word, language);
}

/** A denial reaches so many words besides the concepts it denies. */
const reach = 7;
/** A verb so far from the denial starts anew even when nothing was denied yet. */
const verbReach = 3;
/** So many words may follow a denial that looks back: not for her today, but not: no interest in jewellery. */
const trailing = 1;
/** Words that a denial reaches back over. */
const backReach = 6;

/** Finds which words of a sentence are denied, by one language's words for it. */
export class Negation {
  private readonly before: Phrases;
  private readonly after: Phrases;
  private readonly idle: Phrases;
  private readonly contrast: ReadonlySet<string>;
  private readonly verbs: ReadonlySet<string>;
  private readonly or: ReadonlySet<string>;

  constructor(private readonly language: Language) {
    const list = negationWords[language];
    this.before = new Phrases(list.before, language);
    this.after = new Phrases(list.after, language);
    this.idle = new Phrases([...list.idle, ...list.contrast.filter((phrase) => phrase.includes(' '))], language);
    const keys = (phrases: readonly string[]) => new Set(phrases.map((phrase) => negationKey(phrase, language)));
    this.contrast = keys(list.contrast);
    this.verbs = keys(list.verbs);
    this.or = keys(list.or);
  }

  read(word: string): NegationWord {
    const key = negationKey(word, this.language);
    return { key, starts: this.before.starts(key) || this.after.starts(key) || this.idle.starts(key) };
  }

  /** Calls `deny` with each word that is denied. */
  mark(clause: Clause, deny: (word: number) => void): void {
    for (let at = clause.from; at < clause.to; ) at += !clause.words[at].starts || clause.covered(at) ? 1 : this.markAt(clause, at, deny);
  }

  /** Returns how many words were read. */
  private markAt(clause: Clause, at: number, deny: (word: number) => void): number {
    const idle = this.idle.length(clause, at);
    if (idle > 0) return idle;
    const after = this.after.length(clause, at);
    if (after > 0) {
      const from = backwards(clause, at, at + after);
      for (let word = from; word < at; word++) deny(word);
      if (from < at) return after;
    }
    const before = this.before.length(clause, at);
    if (before === 0) return Math.max(1, after);
    const end = this.forwards(clause, at + before);
    for (let word = at + before; word < end; word++) deny(word);
    return before;
  }

  /** The word after the last that a denial reaches. */
  private forwards(clause: Clause, from: number): number {
    let said = false;
    let left = reach;
    for (let word = from; word < clause.to; word++) {
      if (clause.covered(word)) said = true;
      else if (left-- === 0) return word;
      if (clause.comma(word) && word > from) {
        if (!said || !this.listGoesOn(clause, word)) return word;
        left = reach;
      }
      if (!clause.covered(word) && this.startsAnew(clause, word, said, word - from)) return word;
    }
    return clause.to;
  }

  private startsAnew({ words }: Clause, word: number, said: boolean, distance: number): boolean {
    const { key } = words[word];
    if (this.contrast.has(key)) return distance > 0;
    return this.verbs.has(key) && (said || distance >= verbReach);
  }

  /** Whether an "or" follows before anything else starts. */
  private listGoesOn(clause: Clause, from: number): boolean {
    for (let word = from; word < Math.min(clause.to, from + reach); word++) {
      const { key } = clause.words[word];
      if (this.or.has(key)) return true;
      if (!clause.covered(word) && (this.contrast.has(key) || this.verbs.has(key))) return false;
    }
    return false;
  }
}

/** Where a denial at the end of its part begins, when a concept stands before it and none behind; else `at`. */
function backwards(clause: Clause, at: number, after: number): number {
  for (let word = after; word < clause.to && !clause.comma(word); word++) if (clause.covered(word) || word >= after + trailing) return at;
  let from = at;
  let found = at;
  const opensPart = clause.comma(at);
  for (let crossed = false; from > clause.from && at - from < backReach; from--) {
    if (clause.covered(from - 1)) found = from - 1;
    // "gold, no thanks": the part before is meant where nothing stands between.
    if (clause.comma(from) && (crossed || !opensPart || from !== at)) return found;
    crossed ||= clause.comma(from);
  }
  return found;
}

/** Phrases by their first word, the longest first. */
class Phrases {
  private readonly byFirst = new Map<string, string[][]>();

  constructor(phrases: readonly string[], language: Language) {
    for (const phrase of phrases) {
      const keys = comparedWords(phrase).map((word) => negationKey(word.text, language));
      this.byFirst.set(keys[0], [...(this.byFirst.get(keys[0]) ?? []), keys]);
    }
    for (const list of this.byFirst.values()) list.sort((a, b) => b.length - a.length);
  }

  starts(key: string): boolean {
    return this.byFirst.has(key);
  }

  /** Words of the longest phrase that starts here, 0 for none. */
  length({ words, to, covered }: Clause, at: number): number {
    const fits = (phrase: readonly string[]) =>
      at + phrase.length <= to && phrase.every((key, i) => words[at + i].key === key && !covered(at + i));
    return this.byFirst.get(words[at].key)?.find(fits)?.length ?? 0;
  }
}
