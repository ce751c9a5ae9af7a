import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import type { Column } from '../frame/column.js';
import { Frame } from '../frame/frame.js';
import { createRandom } from '../random/random.js';
import { inWords } from './conditions.js';
import { roundestBetween } from './questions.js';
import { errorSlices, errorsOf } from './slices.js';

const jobs = ['admin', 'sales', 'nurse', 'clerk'];

function people(rows: number, seed = 1): Frame {
  const random = createRandom(seed);
  const number = (name: string, of: () => number): Column => ({ kind: 'number', name, values: Float64Array.from({ length: rows }, of) });
  return new Frame([
    number('age', () => 18 + random.integer(50)),
    number('income', () => (random.next() < 0.15 ? Number.NaN : 1000 + 4000 * random.next())),
    { kind: 'text', name: 'job', dictionary: jobs, codes: Int32Array.from({ length: rows }, () => random.integer(5) - 1) },
    number('since', () => 19_000 + random.integer(1000)),
    number('active', () => random.integer(2)),
  ]);
}

function errorsWhere(frame: Frame, isHard: (row: number) => boolean, seed = 2): Float64Array {
  const random = createRandom(seed);
  return Float64Array.from({ length: frame.rows }, (_, row) => Number(random.next() < (isHard(row) ? 0.6 : 0.1)));
}

describe('errorSlices', () => {
  const frame = people(3000);
  const age = frame.number('age').values;
  const job = frame.text('job').codes;

  it('finds the rows where a model errs, and says in words which they are', () => {
    const errors = errorsWhere(frame, (row) => age[row] > 50 && job[row] === 0);
    const [worst, ...others] = errorSlices(frame, errors);
    const [, bound] =
      /^age > (\d+(?:\.\d+)?) and job = admin$|^job = admin and age > (\d+(?:\.\d+)?)$/.exec(worst.description)?.filter(Boolean) ?? [];
    expect(Math.abs(Number(bound) - 50)).toBeLessThanOrEqual(3);
    expect(worst.error).toBeGreaterThan(0.45);
    expect(worst.overall_error).toBeCloseTo(errors.reduce((sum, error) => sum + error, 0) / 3000, 12);
    expect(worst.p_value).toBeLessThan(1e-6);
    expect(worst.rows).toBe(worst.row_indices.length);
    expect(worst.row_indices.every((row) => age[row] > Number(bound) && job[row] === 0)).toBe(true);
    for (const other of others) expect(other.error).toBeLessThan(worst.error);
  });

  it('finds where values are missing, and dates and truths by their names', () => {
    const income = frame.number('income').values;
    const types = { since: 'datetime', active: 'boolean' } as const;
    const missing = errorsWhere(frame, (row) => Number.isNaN(income[row]));
    expect(errorSlices(frame, missing)[0].description).toBe('income is missing');
    const since = frame.number('since').values;
    const late = errorsWhere(frame, (row) => since[row] > 19_800);
    expect(errorSlices(frame, late, { types })[0].description).toMatch(/^since > 2024-0[23]-\d\d$/);
    const active = frame.number('active').values;
    expect(
      errorSlices(
        frame,
        errorsWhere(frame, (row) => active[row] === 1),
        { types },
      )[0].description,
    ).toBe('active is true');
    expect(
      errorSlices(
        frame,
        errorsWhere(frame, (row) => active[row] === 0),
        { types },
      )[0].description,
    ).toBe('active is false');
  });

  it('finds nothing where the model errs alike everywhere, nearly always', () => {
    let alarms = 0;
    for (let seed = 0; seed < 40; seed++) {
      const own = people(800, seed + 100);
      if (
        errorSlices(
          own,
          errorsWhere(own, () => false, seed),
        ).length > 0
      )
        alarms++;
    }
    // 5 % of 40 are 2; the binomial's 99.9 % bound is 7.
    expect(alarms).toBeLessThanOrEqual(7);
    expect(errorSlices(frame, new Float64Array(3000))).toEqual([]);
    expect(errorSlices(people(10), new Float64Array(10).fill(1))).toEqual([]);
  });

  it('takes absolute errors of regression, and keeps to its limits', () => {
    const residuals = errorsWhere(frame, (row) => age[row] <= 25 || age[row] > 60).map((error) => 5 * error);
    const slices = errorSlices(frame, residuals, { maxSlices: 1, maxDepth: 2, minRows: 100 });
    expect(slices).toHaveLength(1);
    expect(slices[0].rows).toBeGreaterThanOrEqual(100);
    expect(slices[0].conditions.length).toBeLessThanOrEqual(2);
  });

  it('reads errors off an outcome', () => {
    const codes = Int32Array.of(0, 1, 1);
    expect([...errorsOf({ task: 'classification', classes: 2, truth: codes, prediction: Int32Array.of(0, 0, 1) })]).toEqual([0, 1, 0]);
    expect([...errorsOf({ task: 'regression', truth: Float64Array.of(1, 2), prediction: Float64Array.of(3, 1) })]).toEqual([2, 1]);
  });
});

describe('inWords', () => {
  it('joins bounds of one column', () => {
    const upper = { column: 'age', is: 'not_above', value: 41 } as const;
    const lower = { column: 'age', is: 'above', value: 30 } as const;
    expect(inWords([upper, { column: 'job', is: 'not_equal', value: 'admin' }, lower])).toBe('job ≠ admin and 30 < age ≤ 41');
    expect(inWords([{ ...upper, or_missing: true }])).toBe('age ≤ 41 or missing');
    expect(
      inWords(
        [
          { column: 'age', is: 'present' },
          { column: 'seen', is: 'above', value: 19_000.5 },
        ],
        { seen: 'datetime' },
      ),
    ).toBe('age is present and seen > 2022-01-08 12:00 UTC');
  });
});

describe('roundestBetween', () => {
  it('tells the two values apart, in few digits', () => {
    expect(roundestBetween(40.97, 43.2)).toBe(41);
    for (const [low, high] of [
      [-Infinity, 3],
      [3, Infinity],
      [-1.7e308, 1.7e308],
    ])
      expect(roundestBetween(low, high)).toBe(low);
    expect(roundestBetween(0.1234, 0.1291)).toBe(0.124);
    expect(roundestBetween(0, 1)).toBe(0);
    fc.assert(
      fc.property(fc.double({ min: -1e6, max: 1e6, noNaN: true }), fc.double({ min: -1e6, max: 1e6, noNaN: true }), (a, b) => {
        fc.pre(a !== b);
        const between = roundestBetween(Math.min(a, b), Math.max(a, b));
        expect(between).toBeGreaterThanOrEqual(Math.min(a, b));
        expect(between).toBeLessThan(Math.max(a, b));
      }),
    );
  });
});

describe('errorSlices of many rows', () => {
  it('searches a part and counts on all', () => {
    const frame = people(25_000);
    const age = frame.number('age').values;
    const [worst] = errorSlices(
      frame,
      errorsWhere(frame, (row) => age[row] > 60),
      { minRows: 1000 },
    );
    expect(worst.description).toMatch(/^age > (59|60)$/);
    expect(worst.rows).toBe(age.filter((value) => value > Number(worst.description.slice(6))).length);
  });
});
