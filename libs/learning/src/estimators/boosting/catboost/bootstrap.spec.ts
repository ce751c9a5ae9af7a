import { describe, expect, it } from '@jest/globals';
import { createRandom } from '../../../random/random.js';
import { type BootstrapRules, bootstrapFactors } from './bootstrap.js';

const rows = 4000;
const random = createRandom(1);
const derivatives = Float64Array.from({ length: rows }, () => random.normal() ** 3);
const draw = (rules: Partial<BootstrapRules>, seed = 3) =>
  bootstrapFactors({ type: 'No', subsample: 0.6, temperature: 1, ...rules }, derivatives, rows, undefined, createRandom(seed));
const sum = (values: Float64Array) => values.reduce((a, b) => a + b, 0);

describe('bootstrapFactors', () => {
  it('leaves all rows as they are where nothing is drawn', () => {
    expect(draw({})).toBeUndefined();
    expect(draw({ type: 'Bernoulli', subsample: 1 })).toBeUndefined();
    expect(draw({ type: 'MVS', subsample: 1 })).toBeUndefined();
    expect(draw({ type: 'Bayesian', temperature: 0 })).toBeUndefined();
  });

  it('keeps or drops rows (Bernoulli)', () => {
    const factors = draw({ type: 'Bernoulli' }) as Float64Array;
    expect(new Set(factors)).toEqual(new Set([0, 1]));
    expect(sum(factors) / rows).toBeCloseTo(0.6, 1);
  });

  it('weights rows exponentially (Bayesian)', () => {
    const factors = draw({ type: 'Bayesian' }) as Float64Array;
    expect(Math.min(...factors)).toBeGreaterThanOrEqual(0);
    expect(sum(factors) / rows).toBeCloseTo(1, 1);
    expect(sum(factors.map((factor) => factor ** 2)) / rows).toBeCloseTo(2, 0);
  });

  it('draws large gradients for certain and weighs the others by how rarely they are drawn (MVS)', () => {
    const factors = draw({ type: 'MVS' }) as Float64Array;
    const drawn = factors.filter((factor) => factor > 0);
    expect(drawn.length / rows).toBeCloseTo(0.6, 1);
    expect(Math.min(...drawn)).toBe(1);
    const largest = derivatives.reduce((best, value, row) => (Math.abs(value) > Math.abs(derivatives[best]) ? row : best), 0);
    expect(factors[largest]).toBe(1);
    // Estimates of sums are right on average: of the weights, and of the sizes of the gradients.
    expect(sum(factors) / rows).toBeCloseTo(1, 1);
    const sizes = derivatives.map(Math.abs);
    expect(sum(sizes.map((size, row) => size * factors[row])) / sum(sizes)).toBeCloseTo(1, 1);
  });

  it('draws by the seed', () => {
    for (const type of ['Bernoulli', 'Bayesian', 'MVS'] as const) {
      expect(draw({ type })).toEqual(draw({ type }));
      expect(draw({ type })).not.toEqual(draw({ type }, 4));
    }
  });
});
