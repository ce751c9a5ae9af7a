import { LearningError } from '../../errors.js';
import { functionWords } from '../language/function-words.js';
import { languages } from '../lexicon/lexicon.js';
import type { DescribedEncoder, UntrainedDescription } from './sentence-encoder.js';
import { encodedWords, featuresOf } from './subwords.js';
import { WordVectors } from './word-vectors.js';

/** Places that a feature adds to. */
const places = 6;

/**
 * An encoder without a model: a very sparse random projection (Li, Hastie and Church 2006) of words and their character n-grams, whose
 * signs and places follow from the features' hashes. It knows what is spelt alike, not what means the same; function words count for
 * nothing. The same on every machine. Throws `learning.parameter_invalid`.
 */
export function untrainedEncoder(dimensions = 384): DescribedEncoder {
  if (!(Number.isInteger(dimensions) && dimensions >= 1 && dimensions <= 4096))
    throw new LearningError('learning.parameter_invalid', 'The dimensions of an encoder are a whole number from 1 to 4,096.', 'dimensions');
  if (latest?.dimensions === dimensions) return latest;
  const vectors = new WordVectors(dimensions, (word) => projected(word, dimensions));
  const description: UntrainedDescription = { kind: 'untrained_subwords', dimensions };
  return (latest = { dimensions, description, encode: (texts) => vectors.encode(texts) });
}

/** Nothing is learned, so all of one size are one: their words are projected once. */
let latest: DescribedEncoder | undefined;

let dull: ReadonlySet<string> | undefined;

function isDull(word: string): boolean {
  dull ??= new Set(languages.flatMap((language) => encodedWords(functionWords[language])));
  return dull.has(word);
}

function projected(word: string, dimensions: number): Float32Array {
  const vector = new Float32Array(dimensions);
  if (isDull(word)) return vector;
  const features = featuresOf(word);
  for (const feature of features) {
    let state = feature;
    for (let place = 0; place < places; place++) {
      state = scattered(state);
      vector[(state >>> 1) % dimensions] += state & 1 ? 1 : -1;
    }
  }
  const scale = 1 / features.length;
  return vector.map((value) => value * scale);
}

/** The next of a sequence of numbers that look random (the finaliser of MurmurHash3, after a step of Weyl's sequence). */
function scattered(state: number): number {
  let z = (state + 0x9e3779b9) >>> 0;
  z = Math.imul(z ^ (z >>> 16), 0x85ebca6b);
  z = Math.imul(z ^ (z >>> 13), 0xc2b2ae35);
  return (z ^ (z >>> 16)) >>> 0;
}
