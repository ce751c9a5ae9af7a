import { decide, evidenceOf, languageOf } from '../language/detect-language.js';
import { type Concept, isLanguage, type Language, languages, type Lexicon } from '../lexicon/lexicon.js';
import { normaliseText } from '../text/normalise.js';
import type { Word } from '../text/tokens.js';
import type { AliasMatch, Reading } from './alias-index.js';
import { candidateSpans, phraseOf } from './candidate-spans.js';
import { comparedWords, foldWord } from './fold.js';
import { type KnownWord, KnownWords } from './known-words.js';
import type { NegationWord } from './negation.js';
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
  /** Only of those that no alias but the concept model found: the chance that it is right. `alias` is then the concept's label. */
  readonly chance?: number;
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
  readonly concept: Concept;
  readonly from: number;
  readonly language: Language;
  readonly chance?: number;
}

/** Tells what a phrase that is no alias stands for: a concept model. */
export interface PhraseMatcher {
  /** `covers`: whether the phrase has aliases in it. `place` is where it stands in the note as it was read. */
  match(
    phrase: string,
    covers: boolean,
    place: { readonly start: number; readonly end: number },
  ): { readonly concept: Concept; readonly chance: number } | undefined;
}

/**
 * Finds a lexicon's concepts in notes: aliases whatever their accents, inflection and small typing errors, the longest first, in the
 * language of the note and, where it switches, of the part; and says which are denied. Indexes are made when a language first occurs.
 */
export class ConceptDetector {
  private readonly words: KnownWords;
  /** A matcher may know concepts that this lexicon lacks. */
  private readonly ids: ReadonlySet<string>;

  constructor(
    lexicon: Lexicon,
    private readonly matcher?: PhraseMatcher,
  ) {
    this.words = new KnownWords(lexicon);
    this.ids = new Set(matcher && lexicon.concepts.map(({ id }) => id));
  }

  /** `language` where the adviser gave it; any other word than the five is as if none were given. */
  detect(note: string, language?: string): NoteConcepts {
    const text = normaliseText(note.replace(/[\r\n]+/gu, ' | '));
    const places = comparedWords(text);
    const words = places.map((word) => this.words.of(word.text));
    const own = isLanguage(language) ? language : languageOf(words).language;
    const parts = partsOf(text, places);
    const read = parts.map((part) => languagesOf(words, part, own));
    const exact = parts.flatMap((part, i) => this.findIn(words, part, read[i]));
    const found = this.matcher ? this.withMatches(exact, { words: places, parts }, read, this.matcher) : exact;
    const denied = this.denied(words, parts, read, found);
    const mentions = found.map(({ from, length, concept, alias, distance, language: of, chance }) => ({
      concept: concept.id,
      alias,
      language: of,
      negated: denied.has(from),
      distance,
      start: places[from].start,
      end: places[from + length - 1].end,
      ...(chance !== undefined && { chance }),
    }));
    return { text, language: own, mentions };
  }

  /** With what the matcher makes of other phrases, the likeliest first; what an alias in such a phrase stood for is dropped. */
  private withMatches(
    exact: readonly Found[],
    note: { readonly words: readonly Word[]; readonly parts: readonly Part[] },
    read: readonly (readonly Language[])[],
    matcher: PhraseMatcher,
  ): readonly Found[] {
    const owners = new Int32Array(note.words.length).fill(-1);
    for (const [i, { from, length }] of exact.entries()) owners.fill(i, from, from + length);
    const compared = { ...note, forms: note.words.map(({ text }) => foldWord(text, 'en')) };
    const finds = candidateSpans(compared, owners).flatMap((span) => {
      const { from, to, covers } = span;
      const place = { start: note.words[from].start, end: note.words[to - 1].end };
      const match = matcher.match(phraseOf(compared, span), covers, place);
      const within = covers ? [...owners.subarray(from, to)].filter((owner) => owner >= 0) : [];
      return match && this.ids.has(match.concept.id) && !within.some((owner) => exact[owner].concept.id === match.concept.id)
        ? { ...span, ...match }
        : [];
    });
    const dropped = new Set<number>();
    const taken = new Uint8Array(note.words.length);
    const found: Found[] = [];
    for (const { from, to, concept, chance } of finds.sort((a, b) => b.chance - a.chance || a.from - b.from)) {
      if (taken.subarray(from, to).includes(1)) continue;
      taken.fill(1, from, to);
      for (const owner of owners.subarray(from, to)) dropped.add(owner);
      const part = note.parts.findIndex((each) => from < each.to);
      found.push({ concept, from, length: to - from, alias: concept.label, distance: 0, language: read[part][0], chance });
    }
    return [...exact.filter((_, i) => !dropped.has(i)), ...found].sort((a, b) => a.from - b.from);
  }

  private findIn(words: readonly KnownWord[], { from, to }: Part, read: readonly Language[]): Found[] {
    const readings = read.map((language) => this.words.readings(words, from, to, language));
    const found: Found[] = [];
    for (let at = 0; at < to - from; ) {
      const best = this.bestAt(readings, at, read, from);
      if (best?.concept) found.push({ ...best, concept: best.concept });
      at += best?.length ?? 1;
    }
    return found;
  }

  private bestAt(
    readings: readonly (readonly Reading[])[],
    at: number,
    read: readonly Language[],
    from: number,
  ): (Omit<Found, 'concept'> & AliasMatch) | undefined {
    let best: AliasMatch | undefined;
    let of = read[0];
    for (let i = 0; i < read.length; i++) {
      const match = this.words.index(read[i]).longest(readings[i], at, readings[i].length);
      if (!match || (best && match.length <= best.length)) continue;
      const sure = i === 0 && read.length < languages.length;
      if (!sure && (match.distance > 0 || match.alias.length < shortestForeign)) continue;
      best = match;
      of = read[i];
    }
    return best && { ...best, from: from + at, language: of };
  }

  /** First words of the matches that are denied. */
  private denied(
    words: readonly KnownWord[],
    parts: readonly Part[],
    read: readonly (readonly Language[])[],
    found: readonly Found[],
  ): Set<number> {
    const denied = new Set<number>();
    if (found.length === 0) return denied;
    const covered = new Uint8Array(words.length);
    for (const { from, length } of found) covered.fill(1, from, from + length);
    const starts = new Uint8Array(words.length);
    for (const { from } of parts) starts[from] = 1;
    const negationWords = new Map<Language, readonly NegationWord[]>();
    const readAs = (language: Language) => {
      const known = negationWords.get(language) ?? this.words.negationWords(words, language);
      negationWords.set(language, known);
      return known;
    };
    for (let i = 0, last = 0; i < parts.length; i = last + 1) {
      last = i;
      while (last + 1 < parts.length && parts[last + 1].sentence === parts[i].sentence) last++;
      if (covered.indexOf(1, parts[i].from) >= parts[last].to) continue;
      const clause = {
        from: parts[i].from,
        to: parts[last].to,
        comma: (at: number) => starts[at] === 1,
        covered: (at: number) => covered[at] === 1,
      };
      for (const language of new Set(read.slice(i, last + 1).map(([first]) => first)))
        this.words.negation(language).mark({ ...clause, words: readAs(language) }, (word) => denied.add(word));
    }
    return denied;
  }
}

/** In which languages a part is read: its own first, then the note's; all where nothing tells. */
function languagesOf(words: readonly KnownWord[], { from, to }: Part, own: Language | 'unknown'): readonly Language[] {
  const evidence = evidenceOf(words, from, to);
  if (own !== 'unknown') evidence[languages.indexOf(own)] += ownLanguage;
  const { language, confidence } = decide(evidence);
  if (language === 'unknown') return own === 'unknown' ? languages : [own];
  if (own === 'unknown') return [language];
  return language === own || confidence < sureEnough ? [own] : [language, own];
}
