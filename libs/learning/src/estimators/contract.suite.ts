import { expect, it } from '@jest/globals';
import type { LearningError } from '../errors.js';
import type { Matrix, Progress } from './estimator.js';
import { type ParameterSet, resolveParameters } from './parameters.js';

/** What algorithms with and without a target have in common, for the contract of both. */
interface Declared {
  readonly name: string;
  readonly summary: string;
  readonly parameters: ParameterSet;
  load(json: unknown): unknown;
}

interface CommonOptions {
  readonly seed: number;
  readonly threads?: number;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: Progress) => void;
}

/** An algorithm at work on tables that the suite makes. */
interface CommonBench<Set> {
  fit(train: Set, changes?: Partial<CommonOptions>): Promise<{ readonly history: readonly Progress[]; toJSON(): unknown }>;
  set(rows: number, seed?: number): Set;
}

/** Columns of every table that the suites make. */
export const columns = 4;

export function describeDeclaration({ name: algorithm, summary, parameters, load }: Declared): void {
  it('declares defaults that its own hyper-parameters allow', () => {
    const defaults = resolveParameters(algorithm, parameters, {});
    expect(resolveParameters(algorithm, parameters, defaults)).toEqual(defaults);
    expect(summary).not.toBe('');
  });

  it('refuses unknown hyper-parameters and values outside of their range', () => {
    const resolve = (given: Record<string, unknown>) => () => resolveParameters(algorithm, parameters, given);
    expect(resolve({ no_such_thing: 1 })).toThrow(expect.objectContaining({ code: 'learning.parameter_unknown' }));
    for (const name of Object.keys(parameters)) {
      for (const wrong of [{}, [], Number.NaN, 'no such choice', undefined])
        expect(resolve({ [name]: wrong })).toThrow(expect.objectContaining({ code: 'learning.parameter_invalid', where: name }));
    }
  });

  it('refuses to load what is not its own', () => {
    for (const json of [null, 1, 'model', [], {}, { trees: 1 }])
      expect(() => load(json)).toThrow(expect.objectContaining({ code: 'learning.model_invalid' }));
  });
}

export function describeSeeds<Set>(bench: CommonBench<Set>): void {
  it('gives the same bytes for the same seed, with one thread or two', async () => {
    const train = bench.set(80);
    const bytes = async (changes: Partial<CommonOptions>) => JSON.stringify((await bench.fit(train, changes)).toJSON());
    const first = await bytes({ seed: 5, threads: 1 });
    expect(await bytes({ seed: 5, threads: 1 })).toBe(first);
    expect(await bytes({ seed: 5, threads: 2 })).toBe(first);
  });
}

/** `changes` beside the listener, as a validation set. */
export function describeReports<Set>(bench: CommonBench<Set>, changes: () => object = () => ({})): void {
  it('reports its iterations in order, and keeps them', async () => {
    const reported: Progress[] = [];
    const fitted = await bench.fit(bench.set(60), { ...changes(), onProgress: (progress) => reported.push(progress) });
    expect(reported.length).toBeGreaterThan(0);
    expect(fitted.history.length).toBeGreaterThan(0);
    for (const course of [reported, fitted.history]) {
      course.forEach(({ iteration, total, metrics }, i) => {
        expect(iteration).toBe(i);
        expect(iteration).toBeLessThan(total);
        expect(Object.values(metrics).every(Number.isFinite)).toBe(true);
      });
    }
  });

  it('stops when it is told to, before and during', async () => {
    const train = bench.set(60);
    await expect(bench.fit(train, { signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'learning.aborted' });
    const controller = new AbortController();
    const aborted = bench.fit(train, { signal: controller.signal, onProgress: () => controller.abort() });
    await expect(aborted).rejects.toMatchObject({ code: 'learning.aborted' });
  });
}

/** The code of the refusal of a fit, or `none`. */
export function refusalOf(fit: Promise<unknown>): Promise<string> {
  return fit.then(
    () => 'none',
    (error: LearningError) => error.code,
  );
}

/** Every seventh value missing. */
export function withHoles(x: Matrix): Matrix {
  return { ...x, data: x.data.map((value, i) => (i % 7 === 3 ? Number.NaN : value)) };
}

/** The same matrix with its first column constant, and with all of them. */
export function withConstants(x: Matrix): Matrix[] {
  const firstConstant = x.data.map((value, i) => (i % columns === 0 ? 3 : value));
  return [firstConstant, new Float32Array(x.data.length).fill(1)].map((data) => ({ ...x, data }));
}

/** Each value as the largest number of its sign. */
export function atTheEnds(x: Matrix): Matrix {
  return { ...x, data: x.data.map((value) => (value > 0 ? 3.4028234663852886e38 : -3.4028234663852886e38)) };
}

export function withInfinity(x: Matrix): Matrix {
  return { ...x, data: x.data.map((value, i) => (i === 5 ? Number.POSITIVE_INFINITY : value)) };
}

export function tableOf(data: Float32Array): Matrix {
  const names = Array.from({ length: columns }, (_, column) => `column ${column}`);
  return { rows: data.length / columns, columns, data, names };
}

export function rowsOf(x: Matrix, rows: readonly number[]): Matrix {
  const data = Float32Array.from(rows.flatMap((row) => Array.from(x.data.subarray(row * x.columns, (row + 1) * x.columns))));
  return { ...x, rows: rows.length, data };
}

/** Every row as often as its weight says. */
export function rowsByWeight(weights: Float64Array): number[] {
  return Array.from(weights.keys()).flatMap((row) => Array.from({ length: weights[row] }, () => row));
}

/** Equal to `tolerance` of the largest value, or of 1. */
export function expectClose(actual: Float64Array, expected: Float64Array, tolerance = 1e-6): void {
  expect(actual).toHaveLength(expected.length);
  const unit = Math.max(1, ...expected.map(Math.abs));
  const errors = expected.map((value, i) => Math.abs(value - actual[i]) / unit);
  expect(errors.filter((error) => !(error < tolerance))).toHaveLength(0);
}
