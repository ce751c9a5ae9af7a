import { comparedWords, foldWord } from '../detection/fold.js';
import { normaliseText } from '../text/normalise.js';

/** Lengths of the character n-grams of a word, its ends marked. */
const shortest = 3;
const longest = 5;
/** Letters of a longer word (a pasted key) that are read. */
const mostLetters = 64;

const seed = 0x811c9dc5;
const prime = 0x01000193;

/** A word's features as numbers of 32 bits: the word itself, then its n-grams of 3 to 5 letters (Bojanowski et al. 2017), FNV-1a of each. */
export function featuresOf(word: string): Uint32Array {
  const text = `<${word.slice(0, mostLetters)}>`;
  const features: number[] = [hashOf(text) ^ 1];
  for (let from = 0; from + shortest <= text.length; from++) {
    let hash = seed;
    for (let at = from; at < Math.min(text.length, from + longest); at++) {
      hash = Math.imul(hash ^ text.charCodeAt(at), prime);
      if (at - from + 1 >= shortest) features.push(hash);
    }
  }
  return Uint32Array.from(features);
}

function hashOf(text: string): number {
  let hash = seed;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), prime);
  return hash;
}

/** The words of a text as encoders compare them: in lower case, without accents, one-letter words left out. */
export function encodedWords(text: string): string[] {
  const found: string[] = [];
  for (const { text: word } of comparedWords(normaliseText(text))) if (word.length > 1) found.push(foldWord(word, 'en'));
  return found;
}
