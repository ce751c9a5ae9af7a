import { wordEvidence, type WordEvidence } from '../language/detect-language.js';
import { type Language, languages, type Lexicon } from '../lexicon/lexicon.js';
import { AliasIndex, type Reading } from './alias-index.js';
import { Negation, type NegationWord } from './negation.js';

/** A word with all that was found out about it so far; readings stand in the order of `languages`. */
export interface KnownWord {
  readonly text: string;
  readonly evidence: WordEvidence;
  readonly readings: (Reading | undefined)[];
  readonly negations: (NegationWord | undefined)[];
}

/** Words that are remembered; beyond it all are forgotten, so that a server's memory is bounded. */
const remembered = 200_000;
/** Longer ones (pasted keys, a megabyte without a space) are read, but not kept. */
const longestKept = 64;

/** Detectors of one lexicon share its indexes, which never change. */
const indexesOf = new WeakMap<Lexicon, (AliasIndex | undefined)[]>();

/** Every word is read once for each language; notes repeat theirs. */
export class KnownWords {
  private readonly words = new Map<string, KnownWord>();
  private readonly indexes: (AliasIndex | undefined)[];
  private readonly negationsOf: (Negation | undefined)[] = [];

  constructor(private readonly lexicon: Lexicon) {
    this.indexes = indexesOf.get(lexicon) ?? [];
    indexesOf.set(lexicon, this.indexes);
  }

  of(text: string): KnownWord {
    const known = this.words.get(text);
    if (known) return known;
    const word: KnownWord = { text, evidence: wordEvidence(text), readings: [], negations: [] };
    if (this.words.size >= remembered) this.words.clear();
    if (text.length <= longestKept) this.words.set(text, word);
    return word;
  }

  readings(words: readonly KnownWord[], from: number, to: number, language: Language): Reading[] {
    const index = this.index(language);
    const place = languages.indexOf(language);
    const readings: Reading[] = [];
    for (let at = from; at < to; at++) readings.push((words[at].readings[place] ??= index.read(words[at].text)));
    return readings;
  }

  negationWords(words: readonly KnownWord[], language: Language): NegationWord[] {
    const negation = this.negation(language);
    const place = languages.indexOf(language);
    return words.map((word) => (word.negations[place] ??= negation.read(word.text)));
  }

  index(language: Language): AliasIndex {
    return (this.indexes[languages.indexOf(language)] ??= new AliasIndex(this.lexicon.concepts, language));
  }

  negation(language: Language): Negation {
    return (this.negationsOf[languages.indexOf(language)] ??= new Negation(language));
  }
}
