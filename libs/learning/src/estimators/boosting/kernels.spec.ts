import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { createRandom } from '../../random/random.js';
import { binMatrix } from '../trees/binned-matrix.js';
import { matrixOf } from '../trees/trees.suite.js';
import { binaryObjective } from './classification-objectives.js';
import { Engine } from './engine.js';
import { KernelMemory } from './kernel-memory.js';
import { withLogisticKernel } from './logistic-kernel.js';
import { logisticObjective } from './xgboost-objectives.js';
import { PartitionBuffers, RowPartition } from './row-partition.js';
import { binOnEngine } from './shared-binning.js';

describe('KernelMemory', () => {
  it('grows, and keeps what was there', () => {
    const memory = new KernelMemory();
    const first = memory.doubles(100).fill(7);
    const large = memory.bytes(1_000_000);
    expect(large).toHaveLength(1_000_000);
    first[0] = 8;
    expect(new Float64Array(memory.shared.memory.buffer, first.byteOffset, 100)[0]).toBe(8);
    expect(memory.owns(first)).toBe(true);
    expect(memory.owns(new Float64Array(100))).toBe(false);
    for (const values of [memory.places(3), memory.counts(3), memory.integers(3), memory.floats(3)]) {
      expect(values.byteOffset % 16).toBe(0);
      expect([...values]).toEqual([0, 0, 0]);
    }
  });
});

describe('the exponential kernel', () => {
  it('is within two units of Math.exp', () => {
    const { memory } = new Engine(1, 0);
    const random = createRandom(1);
    const given = Float64Array.from({ length: 20_000 }, (_, i) => (i < 10_000 ? 5 * random.normal() : 1400 * random.next() - 700));
    const values = memory.doubles(given.length);
    values.set(given);
    memory.kernels.exponential(values.byteOffset, values.length);
    values.forEach((value, i) => {
      expect(Math.abs(value / Math.exp(given[i]) - 1)).toBeLessThan(4.5e-16);
    });
  });
});

describe('the logistic kernel', () => {
  const rows = fc.record({
    seed: fc.integer(),
    rows: fc.integer({ min: 1, max: 60 }),
    weight: fc.constantFrom(1, 3),
    scale: fc.constantFrom(1, 40),
  });

  it('gives the gradients and the loss of its plain twin', () => {
    fc.assert(
      fc.property(rows, ({ seed, rows: count, weight, scale }) => {
        const random = createRandom(seed);
        const engine = new Engine(1, 0);
        const y = Float64Array.from({ length: count }, () => random.integer(2));
        const plain = binaryObjective({ y: Float32Array.from(y) }, weight);
        const kernel = withLogisticKernel(plain, y, weight, engine);
        const scores = engine.memory.doubles(count);
        scores.set(Float64Array.from({ length: count }, () => scale * random.normal()));
        const [pairs, expected] = [engine.memory.floats(2 * count), new Float32Array(2 * count)];
        const loss = plain.gradients(scores, 0, expected);
        expect(kernel.gradients(scores, 0, pairs)).toBeCloseTo(loss, 10);
        pairs.forEach((value, i) => {
          expect(Math.abs(value - expected[i])).toBeLessThanOrEqual(2e-7 * Math.abs(expected[i]) + 1e-16);
        });
        expect(kernel.gradients(scores.slice(), 0, expected)).toBe(loss);
      }),
    );
  });

  it('rounds as XGBoost does where that is asked for', () => {
    fc.assert(
      fc.property(rows, ({ seed, rows: count, weight, scale }) => {
        const random = createRandom(seed);
        const engine = new Engine(1, 0);
        const y = Float64Array.from({ length: count }, () => random.integer(2));
        const plain = logisticObjective({ y: Float32Array.from(y) }, weight, null);
        const kernel = withLogisticKernel(plain, y, weight, engine, 'roundedGradients');
        const scores = engine.memory.doubles(count);
        scores.set(Float64Array.from({ length: count }, () => scale * random.normal()));
        const [pairs, expected] = [engine.memory.floats(2 * count), new Float32Array(2 * count)];
        const loss = plain.gradients(scores, 0, expected);
        expect(kernel.gradients(scores, 0, pairs)).toBeCloseTo(loss, 9);
        // Equal but where the exponentials' last bits decide a rounding.
        pairs.forEach((value, i) => {
          expect(Math.abs(value - expected[i])).toBeLessThanOrEqual(1.3e-7 * weight);
        });
      }),
    );
  });

  it('does not lose count of many certain rows', () => {
    const engine = new Engine(1, 0);
    const y = new Float64Array(30_000);
    const plain = binaryObjective({ y: Float32Array.from(y) });
    const scores = engine.memory.doubles(y.length);
    // Every other row is as wrong as can be, its neighbour as right.
    scores.set(y.map((_, row) => (row % 2 === 0 ? 60 : -60)));
    const pairs = engine.memory.floats(2 * y.length);
    expect(withLogisticKernel(plain, y, 1, engine).gradients(scores, 0, pairs)).toBeCloseTo(plain.gradients(scores, 0, pairs), 9);
  });
});

describe('RowPartition in an engine’s memory', () => {
  it.each([
    [1, 5000],
    [1, 30_000],
    [2, 30_000],
  ])('parts rows and adds scores as it does without (%i threads, %i rows)', async (threads, count) => {
    const engine = new Engine(threads, Number.POSITIVE_INFINITY);
    try {
      const random = createRandom(count);
      const codes = engine.memory.bytes(count);
      codes.set(Uint8Array.from({ length: count }, () => random.integer(256)));
      const all = Uint32Array.from({ length: count }, (_, row) => row).filter(() => random.next() < 0.8);
      const [pairs, scores] = [engine.memory.floats(2 * count), engine.memory.doubles(2 * count)];
      pairs.set(Float32Array.from({ length: 2 * count }, () => random.integer(100) / 8));
      const buffers = new PartitionBuffers(engine, count);
      const kernel = new RowPartition(all, buffers);
      const plain = new RowPartition(all);
      for (const [leaf, bin] of [
        [0, 100],
        [1, 200],
        [0, 30],
      ]) {
        expect(kernel.split(leaf, codes, bin, 255, true)).toBe(plain.split(leaf, codes, bin, 255, true));
        expect(kernel.rows).toEqual(plain.rows);
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      expect(kernel.sumPairs(pairs)).toEqual(plain.sumPairs(pairs));
      const expected = new Float64Array(2 * count);
      plain.addScores(Float64Array.of(1, 2, 3, 4), expected, 2, 1);
      kernel.addScores(Float64Array.of(1, 2, 3, 4), scores, 2, 1);
      expect(scores.every((value, i) => value === expected[i])).toBe(true);
      kernel.release();
      expect(new RowPartition(all, buffers).rows.byteOffset).toBe(kernel.rows.byteOffset);
    } finally {
      await engine.end();
    }
  });
});

describe('binOnEngine', () => {
  it('gives the bins of binMatrix, on threads too', async () => {
    const random = createRandom(9);
    const kinds = [() => random.normal(), () => (random.next() < 0.2 ? Number.NaN : random.normal()), () => random.integer(3), () => 0];
    const x = matrixOf(Array.from({ length: 500 }, () => Array.from({ length: 10 }, (_, column) => kinds[column % kinds.length]())));
    const options = { maxBins: 63, minRowsInBin: 3 };
    const plain = binMatrix(x, options);
    for (const threads of [1, 2]) {
      const engine = new Engine(threads, Number.POSITIVE_INFINITY);
      try {
        const before = engine.memory.bytes(1).byteOffset;
        const binned = await binOnEngine(x, options, engine, () => Promise.resolve());
        expect(binned.bins).toEqual(plain.bins);
        expect(binned.codes.every((code, i) => code === plain.codes[i])).toBe(true);
        await expect(binOnEngine(x, options, engine, () => Promise.reject(new Error('stopped')))).rejects.toThrow('stopped');
        // The matrix's copy is free again, and clean.
        expect(engine.memory.bytes(1).byteOffset - before).toBeLessThan(2 * 500 * 10 + 512);
        expect(engine.memory.floats(5000).every((value) => value === 0)).toBe(true);
      } finally {
        await engine.end();
      }
    }
  });
});
