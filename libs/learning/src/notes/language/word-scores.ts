import { bundledLexicon } from '../lexicon/bundled.js';
import { type Language, languages } from '../lexicon/lexicon.js';
import { noteWords } from '../text/tokens.js';
import { functionWords, otherWords } from './function-words.js';

/** The five, and all others in Latin letters together. */
export const classes = [...languages, 'other'] as const;

/** How much a function word outweighs the evidence of letters, in nats. */
const functionWeight = 3.5;
/** The same for a word of the lexicon. */
const lexiconWeight = 1.5;
/** Trigrams a language never showed: as if each were seen so often. */
const smoothing = 0.3;
/** Letters of a word say at most so much between two languages. */
const letterCap = 1.5;

/**
 * What each word says about the language: one log-likelihood per class, up to a constant of the word. Words known to hold a language's
 * sentences together, words of the lexicon, and for all others their letters (trigrams of both lists, Cavnar and Trenkle 1994).
 */
export class WordScores {
  private readonly known = new Map<string, Float64Array>();
  private readonly trigrams = new Map<string, Float64Array>();
  private readonly totals = new Float64Array(classes.length);

  constructor() {
    const lists = vocabulary();
    for (const [place, { functional, lexical }] of lists.entries()) {
      for (const word of lexical) this.learn(word, place, lexiconWeight);
      for (const word of functional) this.learn(word, place, functionWeight);
    }
  }

  /** `word` in lower case, accents as written. Whoever reads many notes keeps what it answers. */
  of(word: string): Float64Array {
    const known = this.known.get(word);
    return known ? known.slice() : this.byLetters(word);
  }

  private learn(word: string, place: number, weight: number): void {
    const known = entry(this.known, word);
    known[place] = Math.max(known[place], weight);
    for (const trigram of trigramsOf(word)) {
      entry(this.trigrams, trigram)[place]++;
      this.totals[place]++;
    }
  }

  private byLetters(word: string): Float64Array {
    const scores = new Float64Array(classes.length);
    const found = trigramsOf(word);
    for (const trigram of found) {
      const counts = this.trigrams.get(trigram);
      for (let place = 0; place < scores.length; place++)
        scores[place] += Math.log(((counts?.[place] ?? 0) + smoothing) / (this.totals[place] + smoothing * 5000));
    }
    const best = Math.max(...scores);
    return scores.map((score) => Math.max(score - best, -letterCap));
  }
}

function vocabulary(): { functional: Set<string>; lexical: Set<string> }[] {
  const words = (text: string) => noteWords(text.toLowerCase()).map((word) => word.text);
  const { concepts } = bundledLexicon();
  const proper = new Set(['destination']);
  const five = languages.map((language: Language) => ({
    functional: new Set(words(functionWords[language])),
    lexical: new Set(concepts.flatMap(({ bucket, aliases }) => (proper.has(bucket) ? [] : words((aliases[language] ?? []).join(' '))))),
  }));
  return [...five, { functional: new Set(words(otherWords)), lexical: new Set<string>() }];
}

function entry(map: Map<string, Float64Array>, key: string): Float64Array {
  let values = map.get(key);
  if (!values) map.set(key, (values = new Float64Array(classes.length)));
  return values;
}

function trigramsOf(word: string): string[] {
  const padded = ` ${word} `;
  return Array.from({ length: Math.max(0, padded.length - 2) }, (_, at) => padded.slice(at, at + 3));
}
