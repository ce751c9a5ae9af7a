import { LearningError } from '../../errors.js';
import type { DescribedEncoder, SubwordDescription } from './sentence-encoder.js';
import { encodedWords, featuresOf } from './subwords.js';
import { WordVectors } from './word-vectors.js';

/** Features that a manifest's encoder keeps when nothing else is asked. */
const mostFeatures = 8192;

/** What a graph reads of texts: rows of the weights (0 where a text has no more), and what each counts. */
export interface FeatureRows {
  /** Row-major [texts × width]. */
  readonly ids: Int32Array;
  readonly shares: Float32Array;
  readonly width: number;
}

/**
 * A learned encoder: a text is the sum of its words, a word the mean of its features' rows (itself and its n-grams; those that training
 * never saw are zero), brought to length 1. So words that are mistyped or new, but made of known parts, mean something.
 */
export class SubwordEncoder implements DescribedEncoder {
  private readonly rowOf: ReadonlyMap<number, number>;
  private readonly vectors: WordVectors;

  /** `features` are hashes, ascending; feature i has row i of `weights`, row-major float32 [features × dimensions]. */
  constructor(
    readonly dimensions: number,
    readonly features: Uint32Array,
    readonly weights: Float32Array,
    /** Words that count less than 1, for they are in so many texts. */
    readonly frequent: ReadonlyMap<string, number> = new Map(),
  ) {
    this.rowOf = new Map(Array.from(features, (feature, row) => [feature, row]));
    this.vectors = new WordVectors(dimensions, (word) => this.vectorOf(word));
  }

  encode(texts: readonly string[]): Float32Array {
    return this.vectors.encode(texts);
  }

  /** The same for words that are read already. */
  encodeWords(row: Float32Array, words: readonly string[]): void {
    this.vectors.encodeInto(row, words);
  }

  /** What the graph of `encoderOnnx` is fed with; its row 0 is of zeros, so ids are rows of the weights plus 1. */
  featureRows(texts: readonly string[]): FeatureRows {
    const lists = texts.map((text) =>
      encodedWords(text).flatMap((word) => {
        const features = featuresOf(word);
        const share = this.shareOf(word, features.length);
        const known = [...features].flatMap((feature) => this.rowOf.get(feature) ?? []);
        return known.map((row) => ({ id: row + 1, share }));
      }),
    );
    const width = Math.max(1, ...lists.map((list) => list.length));
    const ids = new Int32Array(texts.length * width);
    const shares = new Float32Array(texts.length * width);
    for (const [text, list] of lists.entries())
      for (const [at, { id, share }] of list.entries()) [ids[text * width + at], shares[text * width + at]] = [id, share];
    return { ids, shares, width };
  }

  /**
   * A small encoder for a pipeline's manifest: only the features that these texts use most, in 8 bits. Fit with what it encodes: its
   * vectors are near this one's, not equal to them.
   */
  reducedTo(texts: readonly string[], most = mostFeatures): SubwordEncoder {
    const counts = new Float64Array(this.features.length);
    for (const text of texts)
      for (const word of encodedWords(text))
        for (const feature of featuresOf(word)) {
          const row = this.rowOf.get(feature);
          if (row !== undefined) counts[row]++;
        }
    const used = Array.from(counts.keys())
      .filter((row) => counts[row] > 0)
      .sort((a, b) => counts[b] - counts[a] || a - b);
    const kept = used.slice(0, most).sort((a, b) => a - b);
    const weights = new Float32Array(kept.length * this.dimensions);
    for (const [at, row] of kept.entries()) weights.set(this.rowAt(row), at * this.dimensions);
    const features = Uint32Array.from(kept, (row) => this.features[row]);
    return subwordEncoder(new SubwordEncoder(this.dimensions, features, weights, this.frequent).description);
  }

  get description(): SubwordDescription {
    const { dimensions, features } = this;
    const scales = new Float32Array(features.length);
    const weights = new Int8Array(this.weights.length);
    for (let row = 0; row < features.length; row++) {
      const values = this.rowAt(row);
      scales[row] = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0) / 127;
      for (let at = 0; at < dimensions; at++) weights[row * dimensions + at] = scales[row] > 0 ? Math.round(values[at] / scales[row]) : 0;
    }
    return {
      kind: 'subwords',
      dimensions,
      features: base64(features),
      weights: base64(weights),
      scales: base64(scales),
      frequent: Object.fromEntries(this.frequent),
    };
  }

  private shareOf(word: string, features: number): number {
    return (this.frequent.get(word) ?? 1) / features;
  }

  private rowAt(row: number): Float32Array {
    return this.weights.subarray(row * this.dimensions, (row + 1) * this.dimensions);
  }

  private vectorOf(word: string): Float32Array {
    const features = featuresOf(word);
    const sum = new Float32Array(this.dimensions);
    for (const feature of features) {
      const row = this.rowOf.get(feature);
      if (row === undefined) continue;
      for (let at = 0, from = row * this.dimensions; at < sum.length; at++) sum[at] += this.weights[from + at];
    }
    const share = this.shareOf(word, features.length);
    for (let at = 0; at < sum.length; at++) sum[at] *= share;
    return sum;
  }
}

/** Reads a description back. Throws `learning.model_invalid` where its parts don't fit each other. */
export function subwordEncoder({ dimensions, features, weights, scales, frequent }: SubwordDescription): SubwordEncoder {
  const hashes = new Uint32Array(bytesOf(features, 4));
  const rows = new Int8Array(bytesOf(weights, 1));
  const factors = new Float32Array(bytesOf(scales, 4));
  if (rows.length !== hashes.length * dimensions || factors.length !== hashes.length)
    throw new LearningError(
      'learning.model_invalid',
      `The encoder of ${hashes.length} features × ${dimensions} has ${rows.length} weights.`,
      'encoder',
    );
  return new SubwordEncoder(
    dimensions,
    hashes,
    Float32Array.from(rows, (value, i) => value * factors[Math.floor(i / dimensions)]),
    new Map(Object.entries(frequent)),
  );
}

function base64(values: Uint32Array | Int8Array | Float32Array): string {
  return Buffer.from(values.buffer, values.byteOffset, values.byteLength).toString('base64');
}

function bytesOf(text: string, width: number): ArrayBuffer {
  const bytes = Uint8Array.from(Buffer.from(text, 'base64'));
  if (bytes.length % width !== 0) throw new LearningError('learning.model_invalid', 'The weights of an encoder are cut off.', 'encoder');
  return bytes.buffer;
}
