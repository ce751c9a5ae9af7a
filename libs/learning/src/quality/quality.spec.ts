import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { mulberry } from './noise.suite.js';
import { Combinations, exactCombination } from './combinations.js';
import { inWords } from './dates.js';
import { type FindingKind, findingKinds } from './finding.js';
import type { DateMeasurements, TableMeasurements } from './measurements.js';
import { column, noText, numbers, plainNumber, table } from './quality.suite.js';
import { correlation } from './relations.js';
import { judgeQuality, scoresOf } from './report.js';

const noDates: DateMeasurements = { earliest: null, latest: null, future: 0, ancient: 0, placeholders: {}, alternatives: [], format: null };
const time = { column: 'a', hourColumn: null, earlierThanBefore: 0, rows: 100, points: 100, expected: null, stepDays: null, gaps: [] };
const one = (value: string, count: number) => ({ value, count });

describe('a table without a flaw', () => {
  it('has all points and no finding', () => {
    expect(judgeQuality(table())).toMatchObject({ score: 100, completeness: 100, consistency: 100, validity: 100, findings: [] });
  });
});

describe('findings', () => {
  it.each<[FindingKind, Partial<TableMeasurements>, string, unknown]>([
    [
      'missing_cells',
      { columns: [column('a', { missing: 7 }), column('b')] },
      'warning',
      { missing_strategy: 'median', outlier_method: 'none' },
    ],
    ['missing_cells', { columns: [column('a', { missing: 70 })] }, 'error', { columns: { a: { role: 'ignored' } } }],
    ['missing_cells', { columns: [column('customer_id', { missing: 7, isKeyName: true })] }, 'warning', { drop_missing: ['customer_id'] }],
    [
      'empty_columns',
      { columns: [column('a', { missing: 100, distinct: 0, top: null })] },
      'error',
      { columns: { a: { role: 'ignored' } } },
    ],
    ['missing_target', { columns: [column('a', { missing: 1, role: 'target' })], target: 'a' }, 'error', { drop_missing: ['a'] }],
    ['missing_rows', { sparseRows: 3, emptyRows: 1 }, 'warning', { drop_sparse_rows: 0.5 }],
    [
      'disguised_missing',
      { columns: [column('a', { type: 'category', text: { ...noText, disguised: [one('unknown', 30), one('-', 2)] } })] },
      'warning',
      { columns: { a: { missing_tokens: ['unknown', '-'] } } },
    ],
    ['duplicate_rows', { duplicateRows: 5 }, 'warning', { drop_duplicates: true }],
    [
      'duplicate_ids',
      { columns: [column('user_id', { type: 'integer', isKeyName: true, distinct: 98 })] },
      'warning',
      { drop_duplicates: ['user_id'] },
    ],
    ['conflicting_rows', { conflictingRows: 6, target: 'b' }, 'warning', undefined],
    [
      'constant_columns',
      { columns: [column('a', { distinct: 1, top: { value: 'x', count: 100 } })] },
      'warning',
      { columns: { a: { role: 'ignored' } } },
    ],
    [
      'constant_columns',
      { columns: [column('a', { role: 'target', distinct: 1, top: { value: 'x', count: 100 } })], target: 'a' },
      'error',
      undefined,
    ],
    [
      'near_constant_columns',
      { columns: [column('a', { distinct: 2, top: { value: 0, count: 99 } })] },
      'note',
      { columns: { a: { role: 'ignored' } } },
    ],
    [
      'high_cardinality',
      { columns: [column('a', { type: 'category', distinct: 90 })] },
      'warning',
      { columns: { a: { role: 'identifier' } } },
    ],
    [
      'mixed_types',
      { columns: [column('a', { type: 'category', text: { ...noText, numeric: 95, notNumeric: [one('?!', 5)] } })] },
      'warning',
      { columns: { a: { type: 'float', missing_tokens: ['?!'] } } },
    ],
    [
      'impossible_dates',
      { columns: [column('a', { type: 'category', text: { ...noText, impossibleDates: [one('2020-02-31', 2)] } })] },
      'warning',
      { columns: { a: { type: 'datetime', missing_tokens: ['2020-02-31'] } } },
    ],
    [
      'inconsistent_spellings',
      { columns: [column('a', { type: 'category', text: { ...noText, spellings: [[one('Bern', 9), one('bern', 1)]] } })] },
      'warning',
      { columns: { a: { replace: { bern: 'Bern' } } } },
    ],
    [
      'padded_texts',
      { columns: [column('a', { type: 'category', text: { ...noText, padded: 3 } })] },
      'note',
      { columns: { a: { trim: true } } },
    ],
    ['garbled_texts', { columns: [column('a', { type: 'category', text: { ...noText, garbled: 3 } })] }, 'warning', undefined],
    [
      'future_dates',
      { columns: [column('a', { type: 'datetime', date: { ...noDates, future: 2 } })] },
      'warning',
      { columns: { a: { range: { max: 'today' } } } },
    ],
    ['ancient_dates', { columns: [column('a', { type: 'datetime', date: { ...noDates, ancient: 2 } })] }, 'warning', expect.anything()],
    [
      'placeholder_dates',
      { columns: [column('a', { type: 'datetime', date: { ...noDates, placeholders: { '1900-01-01': 9 } } })] },
      'warning',
      { columns: { a: { replace: { '1900-01-01': null } } } },
    ],
    [
      'ambiguous_dates',
      { columns: [column('a', { type: 'datetime', date: { ...noDates, format: 'dd-mm-yyyy', alternatives: ['mm-dd-yyyy'] } })] },
      'warning',
      { columns: { a: { type: 'datetime', format: 'mm-dd-yyyy' } } },
    ],
    ['two_digit_years', { columns: [column('a', { type: 'datetime', date: { ...noDates, format: 'dd.mm.yy' } })] }, 'note', undefined],
    ['time_gaps', { time: { ...time, expected: 104, stepDays: 1, gaps: [{ from: 'x', to: 'y', missing: 4 }] } }, 'note', undefined],
    ['time_disorder', { time: { ...time, earlierThanBefore: 2 } }, 'warning', { sort_by: 'a' }],
    [
      'sentinel_values',
      { columns: [column('pdays', { number: { ...plainNumber, min: -1, quartiles: [-1, -1, 20], atMin: 60, negatives: 60 } })] },
      'warning',
      { columns: { pdays: { replace: { '-1': null } } } },
    ],
    [
      'out_of_range',
      { columns: [column('Age', { number: { ...plainNumber, max: 230 } })] },
      'warning',
      { columns: { Age: { range: { max: 120 } } } },
    ],
    [
      'out_of_range',
      { columns: [column('quantity', { number: { ...plainNumber, min: -3, negatives: 8 } })] },
      'warning',
      { columns: { quantity: { range: { min: 0 } } } },
    ],
    [
      'capped_values',
      { rows: 1000, columns: [column('a', { distinct: 500, number: { ...plainNumber, atMax: 50 } })] },
      'note',
      { columns: { a: { replace: { '100': null } } } },
    ],
    [
      'outliers',
      { columns: [column('a', { number: { ...plainNumber, outliersIqr: 4, outliersZ: 1 } })] },
      'note',
      expect.objectContaining({ outlier_method: 'iqr' }),
    ],
    [
      'outliers',
      { columns: [column('a', { number: { ...plainNumber, quartiles: [0, 0, 0], outliersIqr: 4, outliersZ: 1 } })] },
      'note',
      expect.objectContaining({ outlier_method: 'zscore' }),
    ],
    ['skew', { columns: [column('a', { number: { ...plainNumber, skew: -3 } })] }, 'note', { scaling_method: 'robust' }],
    [
      'class_imbalance',
      {
        columns: [column('a'), column('y', { type: 'boolean', role: 'target', distinct: 2, values: [one('no', 98), one('yes', 2)] })],
        target: 'y',
      },
      'warning',
      { target_column: 'y', stratify: true },
    ],
    [
      'rare_classes',
      {
        columns: [
          column('a'),
          column('y', { type: 'category', role: 'target', distinct: 3, values: [one('x', 50), one('y', 48), one('z', 2)] }),
        ],
        target: 'y',
      },
      'warning',
      { columns: { y: { replace: { z: null } } } },
    ],
  ])('%s', (kind, changes, severity, body) => {
    const { findings, metrics, ...scores } = judgeQuality(table(changes));
    const found = findings.find((finding) => finding.kind === kind);
    expect(found).toMatchObject({ severity, message: expect.stringMatching(/[.…]$/) });
    expect(found?.recommendation?.body).toEqual(body);
    expect(metrics[kind]).toBe(found?.count);
    expect(scores[findingKinds[kind].dimension]).toBeLessThan(100);
  });

  it('leave alone what only looks like one', () => {
    const number = (changes: object) => column('temperature', { number: { ...plainNumber, ...changes } });
    expect(judgeQuality(table({ columns: [number({ min: -2, negatives: 1 })] })).findings).toEqual([]);
    expect(judgeQuality(table({ columns: [column('b', { distinct: 2, number: { ...plainNumber, outliersIqr: 5 } })] })).findings).toEqual(
      [],
    );
    expect(judgeQuality(table({ columns: [column('user_id', { isKeyName: true, distinct: 30 })] })).findings).toEqual([]);
    expect(judgeQuality(table({ time: { ...time, earlierThanBefore: 40 } })).findings).toEqual([]);
    const few = [column('a', { distinct: 3 }), column('b', { distinct: 33 })];
    expect(judgeQuality(table({ columns: few, duplicateRows: 40 })).findings).toEqual([]);
    const codes = column('code', { type: 'category', text: { ...noText, numeric: 10 } });
    expect(judgeQuality(table({ columns: [codes] })).findings).toEqual([]);
  });
});

describe('relations between columns', () => {
  const random = mulberry(7);
  const noise = () => Float64Array.from({ length: 400 }, () => random() * 10);
  const [casual, registered, other] = [noise(), noise(), noise()];
  const cnt = casual.map((value, row) => value + registered[row]);
  const columns = (target: string | null, ...names: string[]) =>
    names.map((name) => column(name, { role: name === target ? 'target' : 'feature', distinct: 400 }));

  it('find a target that is the sum, or the product, of others', () => {
    const found = judgeQuality(
      table({
        rows: 400,
        target: 'cnt',
        columns: columns('cnt', 'other', 'casual', 'registered', 'cnt'),
        sample: numbers({ other, casual, registered, cnt }),
      }),
    ).findings.filter(({ kind, severity }) => kind === 'target_leakage' && severity === 'error');
    expect(found).toHaveLength(1);
    expect([...found[0].columns].sort()).toEqual(['casual', 'cnt', 'registered']);
    const revenue = casual.map((value, row) => (value + 1) * (registered[row] + 1));
    const plusOne = (values: Float64Array) => values.map((value) => value + 1);
    expect(exactCombination(revenue, [other, plusOne(casual), plusOne(registered)])).toEqual({
      columns: expect.arrayContaining([1, 2]),
      kind: 'product',
    });
    expect(exactCombination(noise(), [casual, registered, other])).toBeUndefined();
  });

  it('are the same combinations for each column whether the search goes through rows or through inner products', () => {
    const kinds = (all: readonly Float64Array[]) => {
      const search = new Combinations(all);
      return all.map((target, at) => {
        const among = all.flatMap((_, other) => (other === at ? [] : [other]));
        const found = search.exact(at, among);
        expect(found).toEqual(
          exactCombination(
            target,
            among.map((other) => all[other]),
          ),
        );
        return found?.kind;
      });
    };
    const total = casual.map((value, row) => 1000 + 3 * value - 2 * registered[row] + other[row] / 7);
    const nearly = casual.map((value, row) => value + registered[row] + (row === 17 ? 1e-3 : 0));
    expect(kinds([other, casual, registered, total, noise()])).toEqual(['sum', 'sum', 'sum', 'sum', undefined]);
    expect(kinds([casual, registered, nearly])).toEqual([undefined, undefined, undefined]);
    const [a, b] = [casual, registered].map((values) => values.map((value) => value + 1));
    const power = a.map((value, row) => (value ** 2 * 5) / b[row]);
    expect(kinds([other, a, b, power])).toEqual([undefined, 'product', 'product', 'product']);
  });

  it('find sums without a target, twins under other names and correlated pairs', () => {
    const season = casual.map((value) => Math.floor(value / 4));
    const renamed = season.map((value) => 100 - 7 * value);
    const near = other.map((value, row) => value + casual[row] / 50);
    const sample = numbers({ casual, registered, cnt, season, renamed, other, near });
    const { findings } = judgeQuality(table({ rows: 400, columns: columns(null, ...sample.names), sample }));
    expect(findings.map(({ kind, columns: of }) => [kind, [...of].sort().join()])).toEqual(
      expect.arrayContaining([
        ['redundant_columns', 'renamed,season'],
        ['redundant_columns', 'casual,cnt,registered'],
        ['correlated_pairs', 'near,other'],
      ]),
    );
    expect(findings).toHaveLength(3);
  });

  it('find a column that alone gives classes or values away, and none among noise', () => {
    const y = casual.map((value) => Number(value > 8));
    const late = y.map((value, row) => (value === 1 ? 100 + registered[row] : Number.NaN));
    const classes = table({
      rows: 400,
      target: 'y',
      columns: [...columns(null, 'late', 'other'), column('y', { role: 'target', type: 'boolean', distinct: 2 })],
      sample: numbers({ late, other, y }),
    });
    const judged = judgeQuality(classes);
    expect(judged.findings.filter(({ kind }) => kind === 'target_leakage').map(({ columns: of, severity }) => [of[0], severity])).toEqual([
      ['late', 'error'],
    ]);
    expect(judged.powers.map(({ column: name }) => name)).toEqual(['late', 'other']);
    expect(judged.powers[1].score).toBeLessThan(0.65);
    const curve = casual.map((value) => Math.sin(value) * 100);
    const values = judgeQuality(
      table({
        rows: 400,
        target: 'curve',
        columns: columns('curve', 'casual', 'other', 'curve'),
        sample: numbers({ casual, other, curve }),
      }),
    );
    expect(values.powers[0]).toMatchObject({ column: 'casual', score: expect.closeTo(0.95, 1) });
    expect(values.powers[1].score).toBeLessThan(0.1);
  });

  it('correlates as the textbook does, without missing rows', () => {
    expect(correlation(Float64Array.of(1, 2, Number.NaN, 4), Float64Array.of(2, 4, 9, 8))).toBeCloseTo(1, 12);
    expect(correlation(Float64Array.of(1, 2, 3, 4), Float64Array.of(1, 3, 2, 4))).toBeCloseTo(0.8, 12);
    expect(correlation(Float64Array.of(1, 1, 1), Float64Array.of(1, 3, 2))).toBe(0);
  });
});

describe('the score', () => {
  it('is between 0 and 100, and another flaw never raises it', () => {
    const kinds = Object.keys(findingKinds) as FindingKind[];
    const flaw = fc.record({ kind: fc.constantFrom(...kinds), extent: fc.double({ min: 0, max: 1, noNaN: true }) });
    fc.assert(
      fc.property(fc.array(flaw, { maxLength: 20 }), flaw, (flaws, another) => {
        const before = scoresOf(flaws);
        const after = scoresOf([...flaws, another]);
        for (const part of ['score', 'completeness', 'consistency', 'validity'] as const) {
          expect(after[part]).toBeLessThanOrEqual(before[part]);
          expect(after[part]).toBeGreaterThanOrEqual(0);
          expect(before[part]).toBeLessThanOrEqual(100);
        }
      }),
    );
  });
});

it.each([
  [1 / 24, 'hour'],
  [0.25, '6 hours'],
  [7, 'week'],
  [14, '2 weeks'],
  [1 / 96, '15 minutes'],
  [30.4375, '43830 minutes'],
])('%d days are %s', (days, words) => {
  expect(inWords(days)).toBe(words);
});
