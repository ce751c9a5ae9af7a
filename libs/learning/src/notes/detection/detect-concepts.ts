import { decide, detectLanguage, type DetectedLanguage, evidenceOf } from '../language/detect-language.js';
import { isLanguage, type Language, languages, type Lexicon } from '../lexicon/lexicon.js';
import { normaliseText } from '../text/normalise.js';
import type { Word } from '../text/tokens.js';
import { AliasIndex, type AliasMatch, type Reading } from './alias-index.js';
import { comparedWords } from './fold.js';
import { Negation, negationKey } from './negation.js';
import { type Part, partsOf } from './sections.js';

/** A concept that a note speaks of. */
export interface Mention {
  readonly concept: string;
  /** The alias it was found by, and the language that alias is of. */
  readonly alias: string;
  readonly language: Language;
  /** Said not to be so: "no leather". */
  readonly negated: boolean;
  /** Letters that had to be corrected. */
  readonly distance: number;
  /** Place in `NoteConcepts.text`, UTF-16 units. */
  readonly start: number;
  readonly end: number;
}

export interface NoteConcepts {
  /** The note as it was read: normalised. */
  readonly text: string;
  readonly language: Language | 'unknown';
  /** In the order of the text, none overlaps another. */
  readonly mentions: readonly Mention[];
}

/** What speaks for the note's own language in each of its parts, in nats. */
const ownLanguage = 2;
/** How sure a part's language must be to be read in it. */
const sureEnough = 0.75;
/** Shorter single words of another language than the part's are chance. */
const shortestForeign = 4;

interface Found extends AliasMatch {
  readonly from: number;
  readonly language: Language;
}

/**
 * Finds a lexicon's concepts in notes: aliases whatever their accents, inflection and small typing errors, the longest first, in the
 * language of the note and, where it switches, of the part; and says which are denied. Indexes are made when a language first occurs.
 */
export class ConceptDetector {
  private readonly indexes = new Map<Language, AliasIndex>();
  private readonly negations = new Map<Language, Negation>();

  constructor(private readonly lexicon: Lexicon) {}

  /** `language` where the adviser gave it; any other word than the five is as if none were given. */
  detect(note: string, language?: string): NoteConcepts {
    const text = normaliseText(note.replace(/\s*[\r\n]+\s*/gu, ' | '));
    const words = comparedWords(text);
    const own = isLanguage(language) ? language : detectLanguage(text).language;
    const parts = partsOf(text, words);
    const read = parts.map((part) => this.languagesOf(words, part, own));
    const found = parts.flatMap((part, i) => this.findIn(words, part, read[i]));
    const denied = this.denied(words, parts, read, found);
    const mentions = found.map(({ from, length, concept, alias, distance, language: of }) => ({
      concept: concept.id,
      alias,
      language: of,
      negated: denied.has(from),
      distance,
      start: words[from].start,
      end: words[from + length - 1].end,
    }));
    return { text, language: own, mentions };
  }

  /** In which languages a part is read: its own first, then the note's; all where nothing tells. */
  private languagesOf(words: readonly Word[], { from, to }: Part, own: Language | 'unknown'): readonly Language[] {
    const { language, confidence } = partLanguage(words, from, to, own);
    if (language === 'unknown') return own === 'unknown' ? languages : [own];
    if (own === 'unknown') return [language];
    return language === own || confidence < sureEnough ? [own] : [language, own];
  }

  private findIn(words: readonly Word[], { from, to }: Part, read: readonly Language[]): Found[] {
    const readings = read.map((language) => words.slice(from, to).map((word) => this.index(language).read(word.text)));
    const found: Found[] = [];
    for (let at = 0; at < to - from; ) {
      const best = this.bestAt(readings, at, read);
      if (best) found.push({ ...best, from: from + at });
      at += best?.length ?? 1;
    }
    return found;
  }

  private bestAt(readings: readonly (readonly Reading[])[], at: number, read: readonly Language[]): Omit<Found, 'from'> | undefined {
    let best: Omit<Found, 'from'> | undefined;
    for (const [i, language] of read.entries()) {
      const match = this.index(language).longest(readings[i], at, readings[i].length);
      if (!match || (best && match.length <= best.length)) continue;
      const certain = (i === 0 && read.length < languages.length) || (match.distance === 0 && match.alias.length >= shortestForeign);
      if (certain) best = { ...match, language };
    }
    return best;
  }

  /** First words of the matches that are denied. */
  private denied(
    words: readonly Word[],
    parts: readonly Part[],
    read: readonly (readonly Language[])[],
    found: readonly Found[],
  ): Set<number> {
    const covered = new Uint8Array(words.length);
    for (const { from, length } of found) covered.fill(1, from, from + length);
    const starts = new Set(parts.map(({ from }) => from));
    const denied = new Set<number>();
    const known = new Map<Language, readonly string[]>();
    const keysIn = (language: Language) => {
      const keys = known.get(language) ?? words.map((word) => negationKey(word.text, language));
      known.set(language, keys);
      return keys;
    };
    for (let i = 0; i < parts.length; ) {
      let last = i;
      while (last + 1 < parts.length && parts[last + 1].sentence === parts[i].sentence) last++;
      for (const language of new Set(read.slice(i, last + 1).map(([first]) => first))) {
        const keys = keysIn(language);
        const clause = {
          keys,
          from: parts[i].from,
          to: parts[last].to,
          comma: (at: number) => starts.has(at),
          covered: (at: number) => covered[at] === 1,
        };
        this.negation(language).mark(clause, (word) => denied.add(word));
      }
      i = last + 1;
    }
    return denied;
  }

  private index(language: Language): AliasIndex {
    let index = this.indexes.get(language);
    if (!index) this.indexes.set(language, (index = new AliasIndex(this.lexicon.concepts, language)));
    return index;
  }

  private negation(language: Language): Negation {
    let negation = this.negations.get(language);
    if (!negation) this.negations.set(language, (negation = new Negation(language)));
    return negation;
  }
}

function partLanguage(words: readonly Word[], from: number, to: number, own: Language | 'unknown'): DetectedLanguage {
  const evidence = evidenceOf(words.slice(from, to).map((word) => word.text.toLowerCase()));
  if (own !== 'unknown') evidence[languages.indexOf(own)] += ownLanguage;
  return decide(evidence);
}
