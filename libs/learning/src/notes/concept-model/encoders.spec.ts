import { describe, expect, it } from '@jest/globals';
import { createRandom } from '../../random/random.js';
import { readEncoder } from './read-encoder.js';
import type { EncoderDescription, SentenceEncoder } from './sentence-encoder.js';
import { SubwordEncoder } from './subword-encoder.js';
import { featuresOf } from './subwords.js';
import { untrainedEncoder } from './untrained-encoder.js';

const likeness = (encoder: SentenceEncoder, a: string, b: string) => {
  const rows = encoder.encode([a, b]);
  return rows.subarray(0, encoder.dimensions).reduce((sum, value, i) => sum + value * rows[encoder.dimensions + i], 0);
};

/** Rows of random numbers for the features of these words. */
function encoderOf(words: readonly string[], dimensions = 16): SubwordEncoder {
  const features = Uint32Array.from(new Set(words.flatMap((word) => [...featuresOf(word)]))).sort();
  const random = createRandom(3);
  return new SubwordEncoder(
    dimensions,
    features,
    Float32Array.from({ length: features.length * dimensions }, () => random.normal()),
  );
}

const encoders: readonly [string, SentenceEncoder & { description: EncoderDescription }][] = [
  ['untrained', untrainedEncoder()],
  ['learned', encoderOf(['gold', 'golden', 'handbag', 'silver', 'linen'])],
];

describe.each(encoders)('the %s encoder', (_, encoder) => {
  it('gives rows of length 1, and of zeros for a text without a word', () => {
    const rows = encoder.encode(['gold', '', 'Silver, gold and linen!', '👜', 'é ذ']);
    const lengths = Array.from({ length: 5 }, (__, row) =>
      Math.hypot(...rows.subarray(row * encoder.dimensions, (row + 1) * encoder.dimensions)),
    );
    expect(lengths.map((length) => Math.round(length * 1e6) / 1e6)).toEqual([1, 0, 1, 0, 0]);
  });

  it('encodes a text alike whatever stands beside it', () => {
    expect(encoder.encode(['handbag', 'gold ring']).subarray(encoder.dimensions)).toEqual(encoder.encode(['gold ring']));
  });

  it('finds what is spelt alike', () => {
    expect(likeness(encoder, 'handbag', 'Hàndbag')).toBeCloseTo(1, 5);
    expect(likeness(encoder, 'handbag', 'handbga')).toBeGreaterThan(0.4);
    expect(likeness(encoder, 'handbag', 'handbga')).toBeGreaterThan(likeness(encoder, 'handbag', 'silver') + 0.2);
  });

  it('is read back from JSON', () => {
    const once = readEncoder(JSON.parse(JSON.stringify(encoder.description)));
    const twice = readEncoder(JSON.parse(JSON.stringify(once.description)));
    expect(twice.encode(['golden', 'handbags'])).toEqual(once.encode(['golden', 'handbags']));
    expect(
      likeness(
        { dimensions: encoder.dimensions, encode: ([a, b]) => Float32Array.of(...encoder.encode([a]), ...once.encode([b])) },
        'golden',
        'golden',
      ),
    ).toBeGreaterThan(0.999);
  });
});

describe('an encoder for a manifest', () => {
  it('keeps the features that the texts use most, and gives the same bytes when read back', () => {
    const encoder = encoderOf(['gold', 'golden', 'handbag', 'silver', 'linen']);
    const reduced = encoder.reducedTo(['gold gold', 'golden linen'], 12);
    expect(reduced.features).toHaveLength(12);
    expect(reduced.encode(['handbag']).every((value) => value === 0)).toBe(true);
    expect(readEncoder(reduced.description).encode(['gold', 'linen'])).toEqual(reduced.encode(['gold', 'linen']));
    expect(encoder.reducedTo(['gold']).encode(['gold'])).not.toEqual(encoder.encode(['silver']));
  });
});

describe('what is no encoder', () => {
  it.each([
    ['a kind that does not exist', { kind: 'other', dimensions: 3 }],
    ['too few weights', { ...encoderOf(['gold']).description, dimensions: 15 }],
    ['bytes cut off', { ...encoderOf(['gold']).description, scales: 'AAA=' }],
  ])('such as %s is refused', (_, description) => {
    expect(() => readEncoder(description as EncoderDescription)).toThrow(expect.objectContaining({ code: 'learning.model_invalid' }));
  });

  it.each([0, 1.5, 5000])('has no %p dimensions', (dimensions) => {
    expect(() => untrainedEncoder(dimensions)).toThrow(/4,096/);
  });
});
