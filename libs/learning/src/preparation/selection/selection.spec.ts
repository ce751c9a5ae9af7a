import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { groupKFold, kFold, stratifiedKFold, timeSeriesSplit } from '../../frame/folds.js';
import { Frame } from '../../frame/frame.js';
import type { SignatureColumn } from '../../frame/signature.js';
import { createRandom } from '../../random/random.js';
import type { Labels } from '../target-encoding.js';
import { mutualInformation, withNoise } from './mutual-information.js';
import { selectFeatures } from './select-features.js';
import { type Candidates, type SelectionMethod, selectionMethods } from './selection.js';
import { type ColumnTest, independenceTest, lnBeta, lnUpperGamma, slopeTest, varianceTest } from './tests-of-columns.js';

interface Tests {
  readonly statistic: number[];
  readonly surprise: number[];
}

interface Fixture {
  readonly columns: number;
  readonly x: number[];
  readonly y: number[];
  readonly codes: number[];
  readonly texts: number[];
  readonly classes: Tests;
  readonly values: Tests;
  readonly independence: ColumnTest;
  readonly variance: ColumnTest;
  readonly tails: { f: [number, number, number, number][]; chi2: [number, number, number][] };
  readonly information: { classes: number[]; values: number[]; texts: [number, number] };
  readonly rfe: { regression: number[]; classification: number[] };
  readonly splits: { groups: number[]; folds: number; byGroup: number[]; plain: number[]; byClass: number[][] };
  readonly timeSeries: { rows: number; folds: number; gap: number; expected: [number[], number[]][] }[];
}

const fixture = JSON.parse(readFileSync(new URL('../fixtures/selection.json', import.meta.url), 'utf8')) as Fixture;
const rows = fixture.y.length;
const y = Float64Array.from(fixture.y);
const codes = Int32Array.from(fixture.codes);
const texts = Int32Array.from(fixture.texts);
const column = (at: number) => Float64Array.from({ length: rows }, (_, row) => fixture.x[row * fixture.columns + at]);
const columns = Array.from({ length: fixture.columns }, (_, at) => column(at));

function expectTests(actual: readonly ColumnTest[], expected: Tests): void {
  for (const [i, test] of actual.entries()) {
    expect(Math.abs(test.statistic / expected.statistic[i] - 1)).toBeLessThan(1e-9);
    expect(Math.abs(test.surprise - expected.surprise[i])).toBeLessThan(1e-9 * Math.max(1, expected.surprise[i]));
  }
}

describe('selection against scikit-learn', () => {
  it('tests columns as f_classif, f_regression and scipy do', () => {
    const tested = columns.map((values) => varianceTest(values, codes));
    expectTests(tested, fixture.classes);
    const sloped = columns.map((values) => slopeTest(values, y));
    expectTests(sloped, fixture.values);
    const one = ({ statistic, surprise }: ColumnTest): Tests => ({ statistic: [statistic], surprise: [surprise] });
    expectTests([independenceTest(texts, codes)], one(fixture.independence));
    expectTests([varianceTest(y, texts)], one(fixture.variance));
  });

  it('knows how unlikely the unlikely is', () => {
    for (const [f, above, below, log] of fixture.tails.f)
      expect(lnBeta(below / (below + above * f), below / 2, above / 2) / Math.LN10).toBeCloseTo(log, 9);
    for (const [chi, degrees, log] of fixture.tails.chi2) expect(lnUpperGamma(degrees / 2, chi / 2) / Math.LN10).toBeCloseTo(log, 9);
  });

  it('measures mutual information as mutual_info_classif and mutual_info_regression do', () => {
    const noisy = (values: Float64Array, label: string) =>
      ({ kind: 'numbers', values: withNoise(values, createRandom(1).fork(label)) }) as const;
    const coded = (given: Int32Array) => ({ kind: 'codes', codes: given }) as const;
    const { classes, values, texts: ofTexts } = fixture.information;
    for (const [at, own] of columns.entries()) {
      expect(mutualInformation(noisy(own, `${at}`), coded(codes))).toBeCloseTo(classes[at], 6);
      expect(mutualInformation(noisy(own, `${at}`), noisy(y, 'y'))).toBeCloseTo(values[at], 6);
    }
    expect(mutualInformation(coded(texts), coded(codes))).toBeCloseTo(ofTexts[0], 9);
    expect(mutualInformation(coded(texts), noisy(y, 'y'))).toBeCloseTo(ofTexts[1], 6);
  });

  it.each(['regression', 'classification'] as const)('eliminates in the order of RFE: %s', async (task) => {
    const { scores } = await selectFeatures(candidates(task), { method: 'rfe', nFeatures: 1, seed: 1 });
    const order = fixture.rfe[task].map((rank, at) => ({ rank, name: `c${at}` })).sort((a, b) => a.rank - b.rank);
    expect(scores.map(({ name }) => name)).toEqual(order.map(({ name }) => name));
  });

  it('makes folds of the same sizes as KFold, GroupKFold and StratifiedKFold', () => {
    const { groups, folds, byGroup, plain, byClass } = fixture.splits;
    const sizes = (made: readonly { test: Int32Array }[]) => made.map(({ test }) => test.length).sort((a, b) => a - b);
    expect(sizes(kFold({ rows, folds, seed: 1 }))).toEqual(plain);
    expect(sizes(groupKFold({ groups: Int32Array.from(groups), folds, seed: 1 }))).toEqual(byGroup);
    for (const { test } of stratifiedKFold({ strata: { codes }, folds, seed: 1 })) {
      const held = [0, 1, 2].map((code) => test.filter((row) => codes[row] === code).length);
      for (const [code, count] of held.entries()) {
        const theirs = byClass.map((counts) => counts[code]);
        expect(count).toBeGreaterThanOrEqual(Math.min(...theirs));
        expect(count).toBeLessThanOrEqual(Math.max(...theirs));
      }
    }
  });

  it.each(fixture.timeSeries)('splits $rows rows in order of time into $folds folds with a gap of $gap', ({ expected, ...options }) => {
    expect(timeSeriesSplit(options).map(({ train, test }) => [[...train], [...test]])).toEqual(expected);
  });
});

function candidates(task: Labels['task']): Candidates {
  const names = columns.map((_, at) => `c${at}`);
  const frame = new Frame(names.map((name, at) => ({ kind: 'number', name, values: columns[at] })));
  const labels: Labels =
    task === 'regression' ? { task, y, classes: 0, seed: 1 } : { task, y: Float64Array.from(codes), classes: 3, seed: 1 };
  return { frame, columns: names.map((name) => signed(name, 'number')), labels };
}

function signed(name: string, kind: 'number' | 'text'): SignatureColumn {
  return { name, kind, type: kind === 'number' ? 'float' : 'category', missingTokens: [] };
}

describe('selectFeatures', () => {
  const random = createRandom(5);
  const signal = Float64Array.from({ length: 300 }, () => random.normal());
  const noise = Float64Array.from({ length: 300 }, () => random.normal());
  const gaps = signal.map((value, row) => (row % 17 === 0 ? Number.NaN : value + 0.3 * random.normal()));
  const city = Int32Array.from(signal, (value) => (value > 0.4 ? 0 : value > -0.4 ? 1 : 2));
  const colour = Int32Array.from(signal, () => random.integer(3) - 1);
  const frame = new Frame([
    { kind: 'number', name: 'noise', values: noise },
    { kind: 'text', name: 'colour', dictionary: ['red', 'blue'], codes: colour },
    { kind: 'number', name: 'gaps', values: gaps },
    { kind: 'text', name: 'city', dictionary: ['Rome', 'Oslo', 'Bern'], codes: city },
  ]);
  const inputs = frame.columns.map(({ name, kind }) => signed(name, kind));
  const regression: Labels = { task: 'regression', y: signal, classes: 0, seed: 1 };
  const classes: Labels = { task: 'classification', y: signal.map((value) => Number(value > 0)), classes: 2, seed: 1 };
  const select = (method: SelectionMethod, labels: Labels, nFeatures = 2) =>
    selectFeatures({ frame, columns: inputs, labels }, { method, nFeatures, seed: 3 });

  it.each(
    selectionMethods.flatMap((method) => [[method, 'regression', regression] as const, [method, 'classification', classes] as const]),
  )('by %s keeps what tells the target, in %s', async (method, _, labels) => {
    const { selected, scores } = await select(method, labels);
    expect(selected.map(({ name }) => name)).toEqual(['gaps', 'city']);
    expect(scores).toHaveLength(4);
    expect(scores.map(({ score }) => score)).toEqual(scores.map(({ score }) => score).sort((a, b) => b - a));
    expect(await select(method, labels)).toEqual({ selected, scores });
  });

  it('keeps all where there are not more, and refuses what is no number and no method', async () => {
    expect((await select('correlation', classes, 9)).selected).toEqual(inputs);
    const wrong = expect.objectContaining({ code: 'learning.parameter_invalid' });
    for (const count of [0, 1.5, Number.NaN]) await expect(select('correlation', classes, count)).rejects.toEqual(wrong);
    await expect(select('magic' as SelectionMethod, classes)).rejects.toEqual(wrong);
  });
});
