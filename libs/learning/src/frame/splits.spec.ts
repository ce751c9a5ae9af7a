import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { createRandom } from '../random/random.js';
import { type SplitOptions, trainTestSplit } from './splits.js';
import { strataOf } from './strata.js';

const all = (rows: number) => Array.from({ length: rows }, (_, row) => row);
const partsOf = (options: SplitOptions) => Object.values(trainTestSplit(options)) as Int32Array[];
const sortedUnion = (parts: Int32Array[]) => parts.flatMap((part) => [...part]).sort((a, b) => a - b);

const sizes = {
  rows: fc.integer({ min: 10, max: 300 }),
  testSize: fc.double({ min: 0.05, max: 0.4, noNaN: true }),
  validationSize: fc.double({ min: 0, max: 0.4, noNaN: true }),
  seed: fc.nat(),
};

describe('trainTestSplit', () => {
  it('is a partition of the asked sizes, the same for the same seed', () => {
    fc.assert(
      fc.property(fc.record(sizes), (options) => {
        const parts = partsOf(options);
        expect(sortedUnion(parts)).toEqual(all(options.rows));
        expect(parts[2].length).toBe(Math.ceil(options.testSize * options.rows - 1e-9));
        expect(parts[1].length).toBe(Math.max(0, Math.ceil(options.validationSize * options.rows - 1e-9)));
        expect(partsOf(options)).toEqual(parts);
      }),
    );
  });

  it('differs between seeds', () => {
    const options = { rows: 200, testSize: 0.25 };
    expect(trainTestSplit({ ...options, seed: 1 }).test).not.toEqual(trainTestSplit({ ...options, seed: 2 }).test);
  });

  it('tests every row equally often over seeds', () => {
    const tested = new Float64Array(20);
    for (let seed = 0; seed < 2000; seed++) for (const row of trainTestSplit({ rows: 20, testSize: 0.25, seed }).test) tested[row]++;
    for (const count of tested) expect(Math.abs(count - 500)).toBeLessThan(100);
  });

  it('keeps class proportions within a row and leaves every class something to train on', () => {
    const classes = fc.array(fc.integer({ min: 2, max: 60 }), { minLength: 2, maxLength: 6 });
    fc.assert(
      fc.property(classes, fc.nat(), (counts, seed) => {
        const codes = Int32Array.from(counts.flatMap((count, code) => Array.from({ length: count }, () => code)));
        fc.pre(codes.length >= 12);
        const parts = partsOf({ rows: codes.length, testSize: 0.2, validationSize: 0.1, seed, stratify: { codes } });
        expect(sortedUnion(parts)).toEqual(all(codes.length));
        expect(parts[2].length).toBe(Math.ceil(codes.length * 0.2 - 1e-9));
        for (const [code, count] of counts.entries()) {
          const held = parts.map((part) => part.filter((row) => codes[row] === code).length);
          expect(held[0]).toBeGreaterThan(0);
          // One row above the proportion by rounding; a capped neighbour can push on at most one more.
          expect(Math.abs(held[2] - (count * parts[2].length) / codes.length)).toBeLessThanOrEqual(2);
        }
      }),
    );
  });

  it('keeps quantiles of a regression target in proportion', () => {
    const random = createRandom(3);
    const values = Float64Array.from({ length: 500 }, () => Math.exp(2 * random.normal()));
    const strata = strataOf({ task: 'regression', values, name: 'y', type: 'float', kept: new Int32Array(500), dropped: 0 });
    expect(new Set(strata.codes).size).toBe(10);
    const { test } = trainTestSplit({ rows: 500, testSize: 0.2, seed: 5, stratify: strata });
    for (let bin = 0; bin < 10; bin++) expect(test.filter((row) => strata.codes[row] === bin).length).toBe(10);
  });

  it('never puts a group on two sides, and comes near the sizes', () => {
    const groups = fc.array(fc.integer({ min: 0, max: 30 }), { minLength: 60, maxLength: 200 });
    fc.assert(
      fc.property(groups, fc.nat(), (given, seed) => {
        const codes = Int32Array.from(given);
        fc.pre(new Set(codes).size >= 15);
        const parts = partsOf({ rows: codes.length, testSize: 0.25, validationSize: 0.15, seed, groups: codes });
        expect(sortedUnion(parts)).toEqual(all(codes.length));
        const owners = parts.map((part) => new Set(Array.from(part, (row) => codes[row])));
        for (const group of owners[0]) expect(owners[1].has(group) || owners[2].has(group)).toBe(false);
        for (const group of owners[1]) expect(owners[2].has(group)).toBe(false);
        const largest = Math.max(...[...new Set(codes)].map((group) => codes.filter((code) => code === group).length));
        expect(Math.abs(parts[2].length - codes.length * 0.25)).toBeLessThanOrEqual(2 * largest + 1);
      }),
    );
  });

  it('fills every part even when one group has nearly all rows', () => {
    for (let seed = 0; seed < 20; seed++) {
      const groups = Int32Array.from({ length: 100 }, (_, row) => (row < 98 ? 0 : row));
      for (const part of partsOf({ rows: 100, testSize: 0.2, validationSize: 0.2, seed, groups })) expect(part.length).toBeGreaterThan(0);
    }
  });

  it('takes a group of any size', () => {
    const groups = Int32Array.from({ length: 400_000 }, (_, row) => (row < 300_000 ? 0 : 1 + (row % 50)));
    const { train, test } = trainTestSplit({ rows: 400_000, testSize: 0.2, seed: 1, groups });
    expect(train.length + test.length).toBe(400_000);
  });

  it('keeps classes in proportion over whole groups', () => {
    const groups = Int32Array.from({ length: 600 }, (_, row) => Math.floor(row / 6));
    const codes = Int32Array.from(groups, (group) => (group % 5 === 0 ? 1 : 0));
    const { test } = trainTestSplit({ rows: 600, testSize: 0.2, seed: 4, groups, stratify: { codes } });
    expect(test.length).toBe(120);
    expect(test.filter((row) => codes[row] === 1).length).toBe(24);
  });

  it('treats rows without a group as groups of their own', () => {
    const groups = Int32Array.from({ length: 50 }, () => -1);
    expect(trainTestSplit({ rows: 50, testSize: 0.2, seed: 1, groups }).test.length).toBe(10);
  });

  it('tests the newest rows in a split by time', () => {
    const timeOrder = Float64Array.of(5, 1, Number.NaN, 9, 3, 3, 7, 2, 8, 4);
    const { train, validation, test } = trainTestSplit({ rows: 10, testSize: 0.2, validationSize: 0.2, seed: 1, timeOrder });
    expect([...train]).toEqual([2, 1, 7, 4, 5, 9]);
    expect([...validation]).toEqual([0, 6]);
    expect([...test]).toEqual([8, 3]);
  });

  it.each([
    ['a test part of everything', { rows: 10, testSize: 1 }, 'learning.parameter_invalid'],
    ['a negative part', { rows: 10, testSize: -0.1 }, 'learning.parameter_invalid'],
    ['NaN', { rows: 10, testSize: Number.NaN }, 'learning.parameter_invalid'],
    ['parts that leave nothing', { rows: 10, testSize: 0.6, validationSize: 0.4 }, 'learning.parameter_invalid'],
    ['one row', { rows: 1, testSize: 0.2 }, 'learning.too_few_rows'],
    ['no rows', { rows: 0, testSize: 0.2 }, 'learning.too_few_rows'],
    ['two rows for three parts', { rows: 2, testSize: 0.2, validationSize: 0.2 }, 'learning.too_few_rows'],
    ['one group', { rows: 4, testSize: 0.25, groups: new Int32Array(4) }, 'learning.too_few_rows'],
    ['groups of another length', { rows: 4, testSize: 0.25, groups: new Int32Array(3) }, 'learning.value_invalid'],
    [
      'time with strata',
      { rows: 2, testSize: 0.25, timeOrder: new Float64Array(2), stratify: { codes: new Int32Array(2) } },
      'learning.parameter_invalid',
    ],
    [
      'strata that can spare too few rows',
      { rows: 4, testSize: 0.7, stratify: { codes: Int32Array.of(0, 0, 1, 1) } },
      'learning.too_few_rows',
    ],
  ])('refuses %s', (_, options, code) => {
    expect(() => trainTestSplit({ seed: 1, ...options })).toThrow(expect.objectContaining({ code }));
  });

  it('names the label of a class with one row and what to do', () => {
    const stratify = { codes: Int32Array.of(0, 0, 0, 1, 2, 2), labels: ['no', 'rare', 'yes'] };
    const split = () => trainTestSplit({ rows: 6, testSize: 0.3, seed: 1, stratify });
    expect(split).toThrow(expect.objectContaining({ code: 'learning.class_too_small', where: 'rare' }));
    expect(split).toThrow(/"rare" has one row.*without stratification/);
  });
});
