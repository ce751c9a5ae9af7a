import { describe, expect, it } from '@jest/globals';
import { createRandom } from '../../random/random.js';
import type { GrowInput } from './grow-leaf-wise.js';
import { sampleByGradient } from './gradient-sampling.js';

const rows = 400;
const random = createRandom(3);
const pairs = Float32Array.from({ length: 2 * rows }, (_, i) => (i % 2 === 0 ? random.normal() * (i % 40 === 0 ? 20 : 1) : 1));

function inputOf(seed: number, given: Float32Array = pairs): GrowInput {
  return {
    pairs: given,
    rows: Uint32Array.from({ length: given.length / 2 }, (_, row) => row),
    slots: new Int32Array(),
    iteration: 0,
    random: createRandom(seed),
    valueOf: (newton) => newton,
  };
}

const sumOf = (values: Float32Array, from: Uint32Array) => from.reduce((sum, row) => sum + values[2 * row], 0);

describe('sampleByGradient', () => {
  it('keeps about the share, the rows of large gradients for certain', () => {
    const large = Array.from({ length: rows }, (_, row) => row).filter((row) => Math.abs(pairs[2 * row]) > 8);
    let kept = 0;
    for (let seed = 0; seed < 60; seed++) {
      const sample = sampleByGradient(inputOf(seed), 0.3, 1);
      kept += sample.rows.length / 60;
      expect([...sample.rows]).toEqual(expect.arrayContaining(large));
      expect([...sample.rows]).toEqual([...sample.rows].sort((a, b) => a - b));
    }
    expect(kept / rows).toBeCloseTo(0.3, 1);
    expect(large.length).toBeGreaterThan(0);
  });

  it('leaves sums as they are on average', () => {
    const whole = sumOf(pairs, inputOf(0).rows);
    let mean = 0;
    for (let seed = 0; seed < 400; seed++) {
      const sample = sampleByGradient(inputOf(seed), 0.3, 1);
      mean += sumOf(sample.pairs, sample.rows) / 400;
    }
    // The largest gradients are kept for certain, so that little is left to chance.
    expect(Math.abs(mean - whole)).toBeLessThan(6);
  });

  it('takes all rows as they are at a share of 1, and one where no gradient is left', () => {
    const input = inputOf(1);
    expect(sampleByGradient(input, 1, 1)).toEqual({ pairs: input.pairs, rows: input.rows });
    expect(sampleByGradient(inputOf(1, new Float32Array(20)), 0.5, 1).rows).toHaveLength(1);
  });
});
