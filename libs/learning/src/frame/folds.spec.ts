import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { type Fold, groupKFold, kFold, stratifiedKFold, timeSeriesSplit } from './folds.js';

function expectPartitions(folds: readonly Fold[], rows: number): void {
  const tested = folds.flatMap((fold) => [...fold.test]).sort((a, b) => a - b);
  expect(tested).toEqual(Array.from({ length: rows }, (_, row) => row));
  for (const { train, test } of folds) {
    expect(train.length + test.length).toBe(rows);
    const held = new Set(test);
    expect(train.some((row) => held.has(row))).toBe(false);
  }
}

const sizesOf = (folds: readonly Fold[]) => folds.map((fold) => fold.test.length);

describe('kFold', () => {
  it('tests each row once, in folds of equal size, the same for the same seed', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 10 }), fc.integer({ min: 10, max: 150 }), fc.nat(), (folds, rows, seed) => {
        const made = kFold({ rows, folds, seed });
        expectPartitions(made, rows);
        expect(Math.max(...sizesOf(made)) - Math.min(...sizesOf(made))).toBeLessThanOrEqual(1);
        expect(kFold({ rows, folds, seed })).toEqual(made);
      }),
    );
    expect(kFold({ rows: 50, folds: 5, seed: 1 })).not.toEqual(kFold({ rows: 50, folds: 5, seed: 2 }));
  });

  it('refuses fewer rows than folds, and one fold', () => {
    expect(() => kFold({ rows: 4, folds: 5, seed: 1 })).toThrow(expect.objectContaining({ code: 'learning.too_few_rows' }));
    expect(() => kFold({ rows: 4, folds: 1, seed: 1 })).toThrow(expect.objectContaining({ code: 'learning.parameter_invalid' }));
    expect(() => kFold({ rows: 4, folds: 2.5, seed: 1 })).toThrow(expect.objectContaining({ code: 'learning.parameter_invalid' }));
  });
});

describe('stratifiedKFold', () => {
  it('keeps each class and each fold even within one row', () => {
    const codes = fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 12, maxLength: 200 });
    fc.assert(
      fc.property(codes, fc.integer({ min: 2, max: 6 }), fc.nat(), (given, folds, seed) => {
        const strata = { codes: Int32Array.from([...given, 0, 0, 1, 1, 2, 2, 3, 3]) };
        const made = stratifiedKFold({ strata, folds, seed });
        expectPartitions(made, strata.codes.length);
        expect(Math.max(...sizesOf(made)) - Math.min(...sizesOf(made))).toBeLessThanOrEqual(1);
        for (let code = 0; code < 4; code++) {
          const counts = made.map((fold) => fold.test.filter((row) => strata.codes[row] === code).length);
          expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
          expect(made.every((fold) => fold.train.some((row) => strata.codes[row] === code))).toBe(true);
        }
      }),
    );
  });

  it('refuses a class with one row', () => {
    const strata = { codes: Int32Array.of(0, 0, 0, 1), labels: [false, true] };
    expect(() => stratifiedKFold({ strata, folds: 2, seed: 1 })).toThrow(
      expect.objectContaining({ code: 'learning.class_too_small', where: 'true' }),
    );
  });
});

describe('groupKFold', () => {
  it('tests a group in one fold', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 25 }), { minLength: 40, maxLength: 150 }), fc.nat(), (given, seed) => {
        const groups = Int32Array.from(given);
        fc.pre(new Set(groups).size >= 5);
        const made = groupKFold({ groups, folds: 5, seed });
        expectPartitions(made, groups.length);
        for (const { train, test } of made) {
          expect(test.length).toBeGreaterThan(0);
          const held = new Set(Array.from(test, (row) => groups[row]));
          expect(train.some((row) => held.has(groups[row]))).toBe(false);
        }
      }),
    );
  });

  it('makes even folds, with classes in proportion', () => {
    const groups = Int32Array.from({ length: 400 }, (_, row) => Math.floor(row / 4));
    const strata = { codes: Int32Array.from(groups, (group) => (group % 4 === 0 ? 1 : 0)) };
    const made = groupKFold({ groups, strata, folds: 5, seed: 3 });
    expect(sizesOf(made)).toEqual([80, 80, 80, 80, 80]);
    for (const { test } of made) expect(test.filter((row) => strata.codes[row] === 1).length).toBe(20);
  });

  it('refuses fewer groups than folds', () => {
    expect(() => groupKFold({ groups: Int32Array.of(0, 0, 1, 1), folds: 3, seed: 1 })).toThrow(
      expect.objectContaining({ code: 'learning.too_few_rows' }),
    );
  });
});

describe('timeSeriesSplit', () => {
  it('splits as scikit-learn does', () => {
    const made = timeSeriesSplit({ rows: 12, folds: 3, gap: 2, testRows: 2 });
    expect(made.map(({ train, test }) => [[...train], [...test]])).toEqual([
      [
        [0, 1, 2, 3],
        [6, 7],
      ],
      [
        [0, 1, 2, 3, 4, 5],
        [8, 9],
      ],
      [
        [0, 1, 2, 3, 4, 5, 6, 7],
        [10, 11],
      ],
    ]);
    expect(timeSeriesSplit({ rows: 6, folds: 3 }).map(({ train, test }) => [train.length, test.length])).toEqual([
      [3, 1],
      [4, 1],
      [5, 1],
    ]);
  });

  it('never trains on what comes after the test, whatever the order of rows', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ noNaN: true }), { minLength: 30, maxLength: 80 }), fc.nat({ max: 4 }), (given, gap) => {
        const timeOrder = Float64Array.from(given);
        for (const { train, test } of timeSeriesSplit({ rows: given.length, folds: 4, gap, timeOrder })) {
          const newest = Math.max(...Array.from(train, (row) => timeOrder[row]));
          expect(test.every((row) => timeOrder[row] >= newest)).toBe(true);
        }
      }),
    );
  });

  it('refuses a gap that leaves no row to train on', () => {
    expect(() => timeSeriesSplit({ rows: 12, folds: 3, gap: 3 })).toThrow(expect.objectContaining({ code: 'learning.too_few_rows' }));
    expect(() => timeSeriesSplit({ rows: 12, folds: 3, gap: -1 })).toThrow(expect.objectContaining({ code: 'learning.parameter_invalid' }));
  });
});
