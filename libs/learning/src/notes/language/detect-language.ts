import { type Language, languages } from '../lexicon/lexicon.js';
import { noteWords } from '../text/tokens.js';
import { classes, WordScores } from './word-scores.js';

export interface DetectedLanguage {
  readonly language: Language | 'unknown';
  /** Probability of it among all that were considered, from 0 to 1; 0 where nothing was to be read. */
  readonly confidence: number;
}

const latinWord = /^[\p{Script=Latin}\p{M}]+$/u;
/** Below this share of letters in Latin script a text is in another one. */
const latinShare = 0.5;
/** Nats by which the best language has to outweigh the second before it counts as found. */
const leastLead = 0.4;
/** Words of one text are far from independent witnesses. */
const dependence = 0.5;

let model: WordScores | undefined;

/** The evidence for each class, summed over these words; in nats, before their dependence is counted in. */
export function evidenceOf(words: readonly string[]): Float64Array {
  model ??= new WordScores();
  const sums = new Float64Array(classes.length);
  for (const word of words) {
    const scores = model.of(word);
    for (let place = 0; place < sums.length; place++) sums[place] += scores[place];
  }
  return sums;
}

/** en, fr, it, es or de; unknown for other languages and scripts, and where nothing tells (a name, a number, an emoji). */
export function detectLanguage(text: string): DetectedLanguage {
  const all = noteWords(text.normalize('NFC').toLowerCase()).map((word) => word.text);
  const letters = all.filter((word) => /\p{L}/u.test(word));
  const latin = letters.filter((word) => latinWord.test(word));
  const length = (words: readonly string[]) => words.reduce((sum, word) => sum + word.length, 0);
  if (latin.length === 0 || length(latin) < latinShare * length(letters)) return { language: 'unknown', confidence: 0 };
  return decide(evidenceOf(latin));
}

/** The language that the evidence is for, with the probability of it. */
export function decide(evidence: Float64Array): DetectedLanguage {
  const best = evidence.indexOf(Math.max(...evidence));
  const second = Math.max(...evidence.filter((_, place) => place !== best));
  const total = evidence.reduce((sum, score) => sum + Math.exp(dependence * (score - evidence[best])), 0);
  const confidence = 1 / total;
  if (best >= languages.length || evidence[best] - second < leastLead) return { language: 'unknown', confidence };
  return { language: languages[best], confidence };
}
