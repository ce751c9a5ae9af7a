import { describe, expect, it } from '@jest/globals';
import { createRandom } from '../../../random/random.js';
import { Engine } from '../engine.js';
import type { BootstrapRules } from './bootstrap.js';
import { LevelMemory } from './level-memory.js';
import { RowSampler } from './row-sampler.js';

const rows = 20_500;
const random = createRandom(1);
const gradients = Float64Array.from({ length: rows }, () => random.normal() ** 3);
const sizes = gradients.map(Math.abs);
const sum = (values: ArrayLike<number>) => Array.from(values).reduce((a, b) => a + b, 0);

/** What a tree is grown on: rows, and per output their pairs of gradient and weight. */
async function draw(rules: Partial<BootstrapRules>, { seed = 3, threads = 1, outputs = 1, weights = new Float64Array(), scale = 1 } = {}) {
  const engine = new Engine(threads, Number.POSITIVE_INFINITY);
  try {
    const { memory } = engine;
    const level = new LevelMemory(engine, rows, 1, outputs, { depth: 2, score: 'L2', l2: 1 });
    const slopes = memory.doubles(rows * outputs);
    for (let i = 0; i < slopes.length; i++) slopes[i] = (scale * gradients[Math.floor(i / outputs)]) / (1 + (i % outputs));
    const own = weights.length > 0 ? memory.doubles(rows) : undefined;
    own?.set(weights);
    const all = { type: 'No', subsample: 0.6, temperature: 1, ...rules } as const;
    const sampler = new RowSampler(engine, rows, outputs, all);
    // The first draw leaves nothing behind for the second.
    sampler.draw(slopes, { values: Float64Array.of(5), count: 1 }, createRandom(9));
    const { deviation, starts, factors } = sampler.draw(slopes, undefined, createRandom(seed));
    level.take(slopes, starts, factors, own);
    return { ...level.taken(), deviation };
  } finally {
    await engine.end();
  }
}

describe('RowSampler', () => {
  it.each([{}, { type: 'Bernoulli', subsample: 1 }, { type: 'MVS', subsample: 1 }, { type: 'Bayesian', temperature: 0 }] as const)(
    'leaves all rows as they are where nothing is drawn (%#)',
    async (rules) => {
      const { drawn, pairs, deviation } = await draw(rules);
      expect(drawn).toEqual(Uint32Array.from({ length: rows }, (_, row) => row));
      expect(pairs[0].filter((_, i) => i % 2 === 0)).toEqual(gradients);
      expect(pairs[0].filter((_, i) => i % 2 === 1).every((weight) => weight === 1)).toBe(true);
      expect(deviation).toBeCloseTo(Math.sqrt(sum(gradients.map((value) => value ** 2)) / rows), 9);
    },
  );

  it('keeps or drops rows (Bernoulli), with their weights and all outputs', async () => {
    const weights = gradients.map((_, row) => 1 + (row % 3));
    const { drawn, pairs, totals } = await draw({ type: 'Bernoulli' }, { outputs: 2, weights });
    expect(drawn.length / rows).toBeCloseTo(0.6, 1);
    expect(drawn.every((row, place) => place === 0 || row > drawn[place - 1])).toBe(true);
    drawn.forEach((row, place) => {
      expect(pairs[0][2 * place]).toBe(gradients[row]);
      expect(pairs[1][2 * place]).toBe(gradients[row] / 2);
      expect(pairs[1][2 * place + 1]).toBe(weights[row]);
    });
    expect(totals[1][0]).toBeCloseTo(sum(Array.from(drawn, (row) => gradients[row] / 2)), 6);
    expect(totals[1][1]).toBe(sum(Array.from(drawn, (row) => weights[row])));
  });

  it('weights rows exponentially (Bayesian)', async () => {
    const { pairs } = await draw({ type: 'Bayesian' });
    const weights = pairs[0].filter((_, i) => i % 2 === 1);
    expect(sum(weights) / rows).toBeCloseTo(1, 1);
    expect(sum(weights.map((weight) => weight ** 2)) / rows).toBeCloseTo(2, 0);
  });

  // Sizes are counted by their bits: enormous and tiny ones, too.
  it.each([1, 1e-12, 1e12])(
    'draws large gradients for certain and weighs the others by how rarely they are drawn (MVS, times %d)',
    async (scale) => {
      const { drawn, pairs } = await draw({ type: 'MVS' }, { scale });
      const factors = pairs[0].filter((_, i) => i % 2 === 1);
      expect(drawn.length / rows).toBeCloseTo(0.6, 1.5);
      expect(factors.reduce((a, b) => Math.min(a, b))).toBe(1);
      const largest = sizes.indexOf(sizes.reduce((a, b) => Math.max(a, b)));
      expect(factors[drawn.indexOf(largest)]).toBe(1);
      // Factors are one over the chance in proportion to √(g² + λ), λ the square of the mean size.
      const lambda = (sum(sizes) / rows) ** 2;
      const chances = Array.from(drawn, (row) => Math.sqrt(gradients[row] ** 2 + lambda));
      const thresholds = chances.map((chance, place) => factors[place] * chance).filter((_, place) => factors[place] > 1);
      for (const threshold of thresholds) expect(threshold / thresholds[0]).toBeCloseTo(1, 9);
      const [threshold] = thresholds;
      expect(sum(sizes.map((size) => Math.min(1, Math.sqrt(size ** 2 + lambda) / threshold))) / (0.6 * rows)).toBeCloseTo(1, 2);
      // Estimates of sums are right on average: of the weights, and of the sizes of the gradients.
      expect(sum(factors) / rows).toBeCloseTo(1, 1);
      expect(sum(Array.from(drawn, (row, place) => sizes[row] * factors[place])) / sum(sizes)).toBeCloseTo(1, 1);
    },
  );

  it.each(['Bernoulli', 'Bayesian', 'MVS'] as const)('draws by the seed, the same on any number of threads (%s)', async (type) => {
    const alone = await draw({ type });
    expect(await draw({ type }, { threads: 3 })).toEqual(alone);
    expect(await draw({ type }, { seed: 4 })).not.toEqual(alone);
  });
});
