import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { createRandom, shuffle } from '../../../random/random.js';
import { Engine } from '../engine.js';
import type { FeatureColumn } from './feature-columns.js';
import { type GrowRules, ObliviousGrower, type ScoreFunction, scorersOf } from './grow-oblivious.js';
import { LevelMemory } from './level-memory.js';
import { bendLeaves } from './monotone-leaves.js';
import { orderedParts, placesByRow } from './ordered-parts.js';

interface Table {
  readonly features: readonly FeatureColumn[];
  readonly order: Uint32Array;
  readonly models: readonly { readonly body: number; readonly end: number; readonly slopes: Float64Array }[];
  readonly factors: Float64Array;
  readonly weights: Float64Array;
  readonly outputs: number;
}

interface Shape {
  readonly seed: number;
  readonly rows: number;
  readonly count: number;
  readonly outputs: number;
}

function tableOf({ seed, rows, count, outputs }: Shape): Table {
  const random = createRandom(seed);
  const features = Array.from({ length: count }, (_, column): FeatureColumn => {
    const bins = 2 + random.integer(9);
    const codes = Uint8Array.from({ length: rows }, () => random.integer(bins));
    const split = random.next() < 0.3 ? 'equals' : 'above';
    return { source: { kind: 'code', column, size: bins }, split, bins, splits: split === 'above' ? bins - 1 : bins, codes };
  });
  const everyRow = Uint32Array.from({ length: rows }, (_, row) => row);
  return {
    features,
    order: shuffle(everyRow, random),
    models: orderedParts(rows).map((part) => ({
      ...part,
      slopes: Float64Array.from({ length: part.end * outputs }, () => random.normal()),
    })),
    factors: Float64Array.from(everyRow, () => (random.next() < 0.3 ? 0 : 1 + random.next())),
    weights: Float64Array.from(everyRow, () => 0.2 + random.next()),
    outputs,
  };
}

async function grown(table: Table, rules: GrowRules, engine = new Engine(1, 0), directions?: Int8Array) {
  const { features, order, models, factors, weights, outputs } = table;
  const own = features.map((feature) => {
    const codes = engine.memory.bytes(order.length);
    codes.set(feature.codes);
    return { ...feature, codes };
  });
  const level = new LevelMemory(engine, order.length, own.length, outputs, rules, { bodies: models, directions });
  const grower = new ObliviousGrower(own, scorersOf(own, outputs, rules, engine.memory, 0, [], true), rules, level);
  const parts = models.map(({ body, end, slopes }) => ({
    learning: placesByRow(order, 0, body),
    judging: placesByRow(order, body, end),
    slopes,
  }));
  level.takeParts(order, parts, factors, weights);
  const { splits, leaves } = await grower.grow({}, async () => {});
  return { splits, leafOf: [...leaves.leafOf] };
}

/** The score of a partition by its definition: values from each body, bent if the levels have directions, measured on its tail. */
function naiveScore(
  { order, models, factors, weights, outputs }: Table,
  leafOf: (row: number) => number,
  score: ScoreFunction,
  l2: number,
  directions: readonly number[],
) {
  let [gain, norm] = [0, 0];
  for (const { body, end, slopes } of models) {
    for (let k = 0; k < outputs; k++) {
      const gradients = new Float64Array(8);
      const sizes = new Float64Array(8).fill(l2);
      for (let at = 0; at < body; at++) {
        if (factors[at] === 0) continue;
        gradients[leafOf(order[at])] += slopes[at * outputs + k];
        sizes[leafOf(order[at])] += weights[order[at]];
      }
      const values = gradients.map((gradient, leaf) => gradient / sizes[leaf]);
      const leaves = 2 ** directions.length;
      bendLeaves(values.subarray(0, leaves), sizes.subarray(0, leaves), directions);
      for (let at = body; at < end; at++) {
        const value = values[leafOf(order[at])];
        gain += value * slopes[at * outputs + k] * factors[at];
        norm += value * value * weights[order[at]] * factors[at];
      }
    }
  }
  return score === 'L2' ? gain : gain / Math.sqrt(norm + 1e-100);
}

const isRight = ({ codes, split }: FeatureColumn, bin: number, row: number) => (split === 'equals' ? codes[row] === bin : codes[row] > bin);

describe.each(['Cosine', 'L2'] as const)('growing by bodies and tails, %s', (score) => {
  const rules = { depth: 3, score, l2: 1 };

  it('takes on every level the best split of all', async () => {
    const tables = fc.record({
      seed: fc.integer(),
      rows: fc.integer({ min: 4, max: 90 }),
      count: fc.integer({ min: 1, max: 9 }),
      outputs: fc.integer({ min: 1, max: 2 }),
    });
    let checked = 0;
    await fc.assert(
      fc.asyncProperty(tables, fc.constantFrom('free', 'bound'), async (shape, kind) => {
        const table = tableOf(kind === 'free' ? shape : { ...shape, outputs: 1 });
        const random = createRandom(shape.seed + 1);
        const directions = kind === 'free' ? undefined : Int8Array.from({ length: shape.count }, () => random.integer(3) - 1);
        const { splits } = await grown(table, rules, new Engine(1, 0), directions);
        const bound = (level: number, column: number) =>
          directions ? [...splits.slice(0, level).map(({ feature }) => directions[feature]), directions[column]] : [];
        const leaves = new Int32Array(shape.rows);
        if (splits.length < rules.depth) return;
        splits.forEach(({ feature, bin }, level) => {
          const after = (column: FeatureColumn, at: number) => (row: number) => leaves[row] | (Number(isRight(column, at, row)) << level);
          const own = naiveScore(table, after(table.features[feature], bin), score, rules.l2, bound(level, feature));
          table.features.forEach((column, other) => {
            for (let at = 0; at < column.splits; at++) {
              checked++;
              const theirs = naiveScore(table, after(column, at), score, rules.l2, bound(level, other));
              expect(theirs).toBeLessThanOrEqual(own + 1e-9 * Math.max(1, Math.abs(own)));
            }
          });
          leaves.set(Int32Array.from(leaves.keys(), (row) => after(table.features[feature], bin)(row)));
        });
      }),
      { numRuns: 50 },
    );
    expect(checked).toBeGreaterThan(1000);
  });

  it('grows the same trees on any number of threads', async () => {
    const table = tableOf({ seed: 5, rows: 6000, count: 40, outputs: 1 });
    const alone = await grown(table, { ...rules, depth: 6 });
    expect(alone.splits).toHaveLength(6);
    for (const threads of [2, 3]) {
      const engine = new Engine(threads, Number.POSITIVE_INFINITY);
      try {
        // Lets the workers start.
        await new Promise((resolve) => setTimeout(resolve, 20));
        expect(await grown(table, { ...rules, depth: 6 }, engine)).toEqual(alone);
      } finally {
        await engine.end();
      }
    }
  });
});

describe('orderedParts', () => {
  it('covers all rows by tails that begin where bodies end', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 100_000 }), (rows) => {
        const parts = orderedParts(rows);
        expect(parts.at(-1)?.end).toBe(rows);
        parts.slice(1).forEach(({ body }, i) => expect(body).toBe(parts[i].end));
        for (const { body, end } of parts) expect(end).toBe(Math.min(rows, 2 * body));
      }),
    );
    expect(orderedParts(500)[0].body).toBe(1);
    expect(orderedParts(3000)[0].body).toBe(60);
    expect(orderedParts(80_000)[0].body).toBe(100);
  });
});
