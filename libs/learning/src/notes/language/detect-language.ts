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

/** What one word tells of the language. */
export interface WordEvidence {
  /** Nats for each class; undefined where it is no word in Latin letters. */
  readonly scores?: Float64Array;
  /** Letters, of any script; 0 for numbers. */
  readonly letters: number;
}

/** `word` as written. */
export function wordEvidence(word: string): WordEvidence {
  if (!/\p{L}/u.test(word)) return { letters: 0 };
  const lower = word.normalize('NFC').toLowerCase();
  if (!latinWord.test(lower)) return { letters: lower.length };
  model ??= new WordScores();
  return { scores: model.of(lower), letters: lower.length };
}

/** Adds up the evidence of words `from` to `to`. In nats, before their dependence is counted in. */
export function evidenceOf(words: readonly { readonly evidence: WordEvidence }[], from: number, to: number): Float64Array {
  const sums = new Float64Array(classes.length);
  for (let at = from; at < to; at++) {
    const { scores } = words[at].evidence;
    if (scores) for (let place = 0; place < sums.length; place++) sums[place] += scores[place];
  }
  return sums;
}

/** en, fr, it, es or de; unknown for other languages and scripts, and where nothing tells (a name, a number, an emoji). */
export function detectLanguage(text: string): DetectedLanguage {
  return languageOf(noteWords(text).map((word) => ({ evidence: wordEvidence(word.text) })));
}

/** The same of words whose evidence is known. */
export function languageOf(words: readonly { readonly evidence: WordEvidence }[]): DetectedLanguage {
  let letters = 0;
  let latin = 0;
  for (const { evidence } of words) {
    letters += evidence.letters;
    if (evidence.scores) latin += evidence.letters;
  }
  if (latin === 0 || latin < latinShare * letters) return { language: 'unknown', confidence: 0 };
  return decide(evidenceOf(words, 0, words.length));
}

/** The language that the evidence is for, with the probability of it. */
export function decide(evidence: Float64Array): DetectedLanguage {
  let best = 0;
  for (let place = 1; place < evidence.length; place++) if (evidence[place] > evidence[best]) best = place;
  let total = 0;
  let lead = Number.POSITIVE_INFINITY;
  for (let place = 0; place < evidence.length; place++) {
    total += Math.exp(dependence * (evidence[place] - evidence[best]));
    if (place !== best) lead = Math.min(lead, evidence[best] - evidence[place]);
  }
  const confidence = 1 / total;
  if (best >= languages.length || lead < leastLead) return { language: 'unknown', confidence };
  return { language: languages[best], confidence };
}
