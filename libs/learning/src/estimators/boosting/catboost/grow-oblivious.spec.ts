import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { createRandom } from '../../../random/random.js';
import type { FeatureColumn, SplitKind } from './feature-columns.js';
import { Engine } from '../engine.js';
import { type GrowRules, ObliviousGrower, type ScoreFunction, scorersOf, type SplitTaste } from './grow-oblivious.js';
import { LevelMemory } from './level-memory.js';
import { noiseAt } from './score-noise.js';

/** The rows a tree is grown on, with a gradient per output and a weight for each of them, in the order of `rows`. */
interface GrowSample {
  readonly rows: Uint32Array;
  readonly gradients: readonly Float64Array[];
  readonly weights: Float64Array;
}

interface Table {
  readonly features: readonly FeatureColumn[];
  readonly sample: GrowSample;
  readonly rows: number;
}

/** Some features dense, some with nearly all rows in one bin, some split by equality; gradients of one or two outputs. */
const tables = fc
  .record({
    seed: fc.integer(),
    rows: fc.integer({ min: 4, max: 120 }),
    count: fc.integer({ min: 1, max: 40 }),
    outputs: fc.integer({ min: 1, max: 2 }),
  })
  .map(({ seed, rows, count, outputs }): Table => {
    const random = createRandom(seed);
    const features = Array.from({ length: count }, (_, column): FeatureColumn => {
      const bins = 2 + random.integer(6);
      const share = random.next() < 0.5 ? 0.95 : 0.2;
      const codes = Uint8Array.from({ length: rows }, () => (random.next() < share ? 0 : random.integer(bins)));
      const split: SplitKind = random.next() < 0.3 ? 'equals' : 'above';
      const source = { kind: 'code', column, size: bins } as const;
      return { source, split, bins, splits: split === 'above' ? bins - 1 : bins, codes };
    });
    const drawn = Uint32Array.from({ length: rows }, (_, row) => row).filter(() => random.next() < 0.8);
    const numbers = () => Float64Array.from(drawn, () => random.normal());
    const sample = {
      rows: drawn,
      gradients: Array.from({ length: outputs }, numbers),
      weights: numbers().map((value) => 0.1 + Math.abs(value)),
    };
    return { features, sample, rows };
  });

/** A grower on memory of its own; `deepest` is the depth that histograms are laid out for. */
function growerOf({ features, sample, rows }: Table, rules: GrowRules, engine = new Engine(1, 0), deepest = rules.depth): ObliviousGrower {
  const own = features.map((feature) => {
    const codes = engine.memory.bytes(rows);
    codes.set(feature.codes);
    return { ...feature, codes };
  });
  const outputs = sample.gradients.length;
  const level = new LevelMemory(engine, rows, features.length, outputs, { ...rules, depth: deepest });
  return new ObliviousGrower(own, scorersOf(own, outputs, { ...rules, depth: deepest }, engine.memory), rules, level);
}

/** Grows a tree on the sample; the leaves are copied, as the next tree overwrites them. */
async function grown(grower: ObliviousGrower, { sample, rows }: Table, taste: SplitTaste = {}) {
  const { memory } = grower.memory.engine;
  const outputs = sample.gradients.length;
  const [slopes, factors, weights] = [memory.doubles(rows * outputs), memory.doubles(rows), memory.doubles(rows)];
  sample.rows.forEach((row, place) => {
    factors[row] = 1;
    weights[row] = sample.weights[place];
    sample.gradients.forEach((gradient, output) => slopes.set([gradient[place]], row * outputs + output));
  });
  const starts = memory.counts(2);
  starts[1] = sample.rows.length;
  grower.memory.take(slopes, starts, factors, weights);
  const { splits, leaves } = await grower.grow(taste, async () => {});
  return { splits, leafOf: [...leaves.leafOf], counts: [...leaves.counts] };
}

/** The score of a partition of the sampled rows, by its definition. */
function naiveScore({ sample }: Table, leafOf: (row: number) => number, score: ScoreFunction, l2: number): number {
  let gain = 0;
  let norm = 0;
  for (const gradient of sample.gradients) {
    const sums = new Map<number, { gradient: number; weight: number }>();
    sample.rows.forEach((row, place) => {
      const leaf = sums.get(leafOf(row)) ?? { gradient: 0, weight: 0 };
      sums.set(leafOf(row), { gradient: leaf.gradient + gradient[place], weight: leaf.weight + sample.weights[place] });
    });
    for (const leaf of sums.values()) {
      const average = leaf.gradient / (leaf.weight + l2);
      gain += average * leaf.gradient;
      norm += average * average * leaf.weight;
    }
  }
  return score === 'L2' ? gain : gain / Math.sqrt(norm + 1e-100);
}

const isRight = ({ codes, split }: FeatureColumn, bin: number, row: number) => (split === 'equals' ? codes[row] === bin : codes[row] > bin);

describe.each(['Cosine', 'L2'] as const)('ObliviousGrower, %s', (score) => {
  const rules = { depth: 3, score, l2: 1 };

  it('takes on every level the best split of all, and says where rows fall', async () => {
    let checked = 0;
    await fc.assert(
      fc.asyncProperty(tables, async (table) => {
        const { features, rows } = table;
        const grower = growerOf(table, rules);
        const { splits, leafOf, counts } = await grown(grower, table);
        const leaves = new Int32Array(rows);
        splits.forEach(({ feature, bin }, level) => {
          const after = (column: FeatureColumn, at: number) => (row: number) => leaves[row] | (Number(isRight(column, at, row)) << level);
          const own = naiveScore(table, after(features[feature], bin), score, rules.l2);
          // A shorter tree has lost a split that its last one made redundant: the others then came after one that isn't shown.
          if (splits.length === rules.depth) {
            checked++;
            for (const column of features)
              for (let at = 0; at < column.splits; at++)
                expect(naiveScore(table, after(column, at), score, rules.l2)).toBeLessThanOrEqual(own + 1e-9 * Math.max(1, Math.abs(own)));
          }
          const next = Int32Array.from(leaves.keys(), (row) => after(features[feature], bin)(row));
          leaves.set(next);
        });
        expect(leafOf).toEqual([...leaves]);
        expect(counts).toEqual(Array.from({ length: 2 ** splits.length }, (_, leaf) => leafOf.filter((own) => own === leaf).length));
      }),
      { numRuns: 60 },
    );
    expect(checked).toBeGreaterThan(60);
  });

  it('grows the same trees one after the other, and without keeping histograms', async () => {
    const [table] = fc.sample(tables, { numRuns: 1, seed: 5 });
    const kept = growerOf(table, rules);
    const first = await grown(kept, table);
    expect(await grown(kept, table)).toEqual(first);
    // Histograms of 2^15 leaves would be too many to keep.
    const anew = growerOf(table, rules, new Engine(1, 0), 16);
    expect(await grown(anew, table)).toEqual(first);
  });

  it('splits by none but the allowed features, and bends scores by noise and factors', async () => {
    const random = createRandom(4);
    const rows = 200;
    const features = Array.from({ length: 3 }, (_, column): FeatureColumn => {
      const codes = Uint8Array.from({ length: rows }, () => random.integer(8));
      return { source: { kind: 'code', column, size: 8 }, split: 'above', bins: 8, splits: 7, codes };
    });
    const everyRow = Uint32Array.from({ length: rows }, (_, row) => row);
    const sample = {
      rows: everyRow,
      gradients: [Float64Array.from(everyRow, (row) => features[1].codes[row] - 3.5)],
      weights: new Float64Array(rows).fill(1),
    };
    const table = { features, sample, rows };
    const grower = growerOf(table, { ...rules, depth: 1 });
    const first = async (taste: SplitTaste) => (await grown(grower, table, taste)).splits[0];
    expect(await first({})).toEqual({ feature: 1, bin: 3 });
    expect((await first({ allowed: async () => ({ open: Uint8Array.of(0, 0, 1), slots: 0 }) }))?.feature).toBe(2);
    expect((await first({ factor: (feature) => (feature === 1 ? 0.01 : 1) }))?.feature).not.toBe(1);
    const scoreOf = (feature: FeatureColumn, bin: number) =>
      naiveScore(table, (row) => Number(isRight(feature, bin, row)), score, rules.l2);
    const deviation = scoreOf(features[1], 3);
    const seen = new Set<string>();
    for (let seed = 0; seed < 40; seed++) {
      const noise = { seed, deviation };
      const expected = noisySplit(table, scoreOf, noise);
      expect(await first({ noise })).toEqual(expected);
      seen.add(JSON.stringify(expected));
    }
    expect(seen.size).toBeGreaterThan(5);
  });

  it('grows the same trees on any number of threads', async () => {
    const table = largeTable(9);
    const alone = await grown(growerOf(table, { ...rules, depth: 6 }), table);
    expect(alone.splits).toHaveLength(6);
    for (const threads of [2, 3]) {
      const engine = new Engine(threads, Number.POSITIVE_INFINITY);
      try {
        const grower = growerOf(table, { ...rules, depth: 6 }, engine);
        for (let run = 0; run < 3; run++) {
          // Lets the workers start.
          await new Promise((resolve) => setTimeout(resolve, 20));
          expect(await grown(grower, table)).toEqual(alone);
        }
      } finally {
        await engine.end();
      }
    }
  });
});

/** The split that wins by its score and noise: a feature's best by the first draw, the best feature by the second. */
function noisySplit(
  { features }: Table,
  scoreOf: (feature: FeatureColumn, bin: number) => number,
  noise: { seed: number; deviation: number },
) {
  let best = { feature: -1, bin: -1, score: Number.NEGATIVE_INFINITY };
  let place = 0;
  features.forEach((column, feature) => {
    const scores = Array.from({ length: column.splits }, (_, bin) => scoreOf(column, bin));
    const noisy = scores.map((score, bin) => score + noiseAt(noise, 0, place + bin, 0));
    const bin = noisy.indexOf(Math.max(...noisy));
    const score = scores[bin] + noiseAt(noise, 0, place, 1);
    if (score > best.score) best = { feature, bin, score };
    place += column.bins;
  });
  return { feature: best.feature, bin: best.bin };
}

/** Several blocks, dense and sparse, of so many rows that threads share them out. */
function largeTable(seed: number): Table {
  const random = createRandom(seed);
  const rows = 5000;
  const features = Array.from({ length: 60 }, (_, column): FeatureColumn => {
    const share = column % 2 === 0 ? 0.9 : 0.1;
    const codes = Uint8Array.from({ length: rows }, () => (random.next() < share ? 0 : random.integer(40)));
    return { source: { kind: 'code', column, size: 40 }, split: 'above', bins: 40, splits: 39, codes };
  });
  const everyRow = Uint32Array.from({ length: rows }, (_, row) => row);
  const gradient = Float64Array.from(everyRow, (row) => random.normal() + features[3].codes[row] / 40 - features[4].codes[row] / 20);
  return { features, rows, sample: { rows: everyRow, gradients: [gradient], weights: new Float64Array(rows).fill(1) } };
}
