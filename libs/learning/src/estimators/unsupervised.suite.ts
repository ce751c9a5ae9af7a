import { describe, expect, it } from '@jest/globals';
import { LearningError } from '../errors.js';
import { createGraph } from '../onnx/graph-writer.js';
import { runOnnx } from '../onnx/onnxruntime.suite.js';
import { createRandom } from '../random/random.js';
import {
  atTheEnds,
  columns,
  describeDeclaration,
  describeReports,
  describeSeeds,
  expectClose,
  refusalOf,
  rowsByWeight,
  rowsOf,
  tableOf,
  withConstants,
  withHoles,
  withInfinity,
} from './contract.suite.js';
import type { Matrix } from './estimator.js';
import { type ParameterValue, resolveParameters } from './parameters.js';
import type { FittedUnsupervised, UnlabelledSet, Unsupervised, UnsupervisedOptions } from './unsupervised.js';
import { findUnsupervised } from './unsupervised-registry.js';

/** What a particular algorithm promises beyond the contract, and what keeps its tests short. */
export interface UnsupervisedTraits {
  /** Small values of hyper-parameters for the tests; clusters are told to find three. */
  readonly parameters?: Readonly<Record<string, ParameterValue>>;
  /** Fewer rows than these are refused with `learning.too_few_rows`. Default 1. */
  readonly leastRows?: number;
  /** A row of weight 2 is the same as the row twice. */
  readonly weightsAreRepetition?: boolean;
}

/** Runs the contract on all algorithms of a list, as they are registered; `traits` by name, of those that need some. */
export function describeUnsupervised(family: readonly Unsupervised[], traits: Readonly<Record<string, UnsupervisedTraits>>): void {
  for (const { name } of family) describeAlgorithm(findUnsupervised(name), traits[name] ?? {});
  it('knows the algorithms that it has traits of', () => {
    expect(family.map(({ name }) => name)).toEqual(expect.arrayContaining(Object.keys(traits)));
  });
}

function describeAlgorithm(algorithm: Unsupervised, traits: UnsupervisedTraits): void {
  describe(`${algorithm.name}, as every algorithm without a target`, () => {
    const bench = new Bench(algorithm, traits);
    describeDeclaration(algorithm);
    describeCodes(bench);
    describeRepeatability(bench, traits);
    describeAwkwardInput(bench, traits);
    describeReports(bench);
  });
}

function describeCodes(bench: Bench): void {
  it(`finds the ${bench.algorithm.kind} of rows that it has not seen`, async () => {
    const fitted = await bench.fit(bench.set(300));
    if (bench.algorithm.kind === 'clusters') expectBlobs(fitted.predict(bench.set(90, 2).x), fitted.codes);
    else expectOutliers(fitted, bench.set(90, 2).x);
  });

  it('gives a code per row, and finite scores', async () => {
    const fitted = await bench.fit(bench.set(60));
    const { x } = bench.set(40, 2);
    const codes = fitted.predict(x);
    expect(codes).toHaveLength(40);
    expect(codes.every((code) => Number.isInteger(code) && code >= 0 && code < fitted.codes)).toBe(true);
    const scores = fitted.scores(x);
    expect(scores).toHaveLength(40 * fitted.width);
    expect(scores.every(Number.isFinite)).toBe(true);
    if (bench.algorithm.kind === 'clusters') expect([...codes]).toEqual(smallest(scores, fitted.width));
  });

  it('gives row by row what it gives together, and nothing for no rows', async () => {
    const fitted = await bench.fit(bench.set(50));
    const { x } = bench.set(12, 3);
    const together = fitted.scores(x);
    for (let row = 0; row < x.rows; row++)
      expect([...fitted.scores(rowsOf(x, [row]))]).toEqual([...together.subarray(row * fitted.width, (row + 1) * fitted.width)]);
    expect(fitted.predict(rowsOf(x, []))).toHaveLength(0);
  });
}

/** Rows come from three far blobs in turn: every blob has one code of its own. */
function expectBlobs(codes: Float64Array, count: number): void {
  expect(count).toBe(3);
  expect(new Set(codes.subarray(0, 3)).size).toBe(3);
  codes.forEach((code, row) => expect(code).toBe(codes[row % 3]));
}

/** Rows moved far away are stranger than nine of ten that weren't. */
function expectOutliers(fitted: FittedUnsupervised, x: Matrix): void {
  expect([fitted.codes, fitted.width]).toEqual([2, 1]);
  const usual = fitted.scores(x).toSorted();
  const strange = fitted.scores({ ...x, data: x.data.map((value) => value * 20 + 500) });
  expect(Math.min(...strange)).toBeGreaterThan(usual[Math.floor(0.9 * x.rows)]);
}

function describeRepeatability(bench: Bench, { weightsAreRepetition }: UnsupervisedTraits): void {
  describeSeeds(bench);

  it('is the same after it was saved and loaded', async () => {
    const fitted = await bench.fit(bench.set(60));
    const json = JSON.stringify(fitted.toJSON());
    const loaded = bench.algorithm.load(JSON.parse(json));
    const { x } = bench.set(50, 2);
    expect([...loaded.predict(x)]).toEqual([...fitted.predict(x)]);
    expect([...loaded.scores(x)]).toEqual([...fitted.scores(x)]);
    expect([loaded.codes, loaded.width]).toEqual([fitted.codes, fitted.width]);
    expect(loaded.history).toEqual(fitted.history);
    expect(JSON.stringify(loaded.toJSON())).toBe(json);
    await expectParity(loaded, x);
  });

  it('does not change what it learns from', async () => {
    const train = bench.set(40);
    const before = [...train.x.data];
    await bench.fit({ ...train, weights: new Float64Array(40).fill(1) });
    expect([...train.x.data]).toEqual(before);
  });

  it('takes no weights for weights of 1, and a weight of 0 for no row', async () => {
    const train = bench.set(60);
    const { x } = bench.set(30, 2);
    expectClose((await bench.fit({ ...train, weights: new Float64Array(60).fill(1) })).scores(x), (await bench.fit(train)).scores(x));
    const weights = Float64Array.from({ length: 60 }, (_, row) => (row % 3 === 0 ? 0 : 1));
    const kept = { x: rowsOf(train.x, rowsByWeight(weights)) };
    expectClose((await bench.fit({ ...train, weights })).scores(x), (await bench.fit(kept)).scores(x));
  });

  if (weightsAreRepetition) {
    it('takes a weight of n for the row n times', async () => {
      const train = bench.set(60);
      const weights = Float64Array.from({ length: 60 }, (_, row) => 1 + (row % 4));
      const repeated = { x: rowsOf(train.x, rowsByWeight(weights)) };
      const { x } = bench.set(30, 2);
      const sorted = (fitted: FittedUnsupervised) => fitted.scores(x).toSorted();
      expectClose(sorted(await bench.fit({ ...train, weights })), sorted(await bench.fit(repeated)));
    });
  }
}

function describeAwkwardInput(bench: Bench, { leastRows = 1 }: UnsupervisedTraits): void {
  const { algorithm } = bench;

  it(algorithm.handlesMissing ? 'learns from and predicts with missing values' : 'says where a value is missing', async () => {
    const train = bench.set(80);
    const holes = { x: withHoles(train.x) };
    if (algorithm.handlesMissing) await expectParity(await bench.fit(holes), holes.x);
    else {
      await expect(bench.fit(holes)).rejects.toMatchObject({ code: 'learning.value_invalid', where: expect.any(String) });
      const fitted = await bench.fit(train);
      expect(() => fitted.predict(holes.x)).toThrow(LearningError);
    }
  });

  it('learns from as few rows as it promises, and refuses fewer', async () => {
    await expectParity(await bench.fit(bench.set(leastRows)), bench.set(20, 2).x);
    await expect(bench.fit(bench.set(leastRows - 1))).rejects.toMatchObject({ code: 'learning.too_few_rows' });
  });

  it('learns where columns are constant, and where all of them are', async () => {
    const train = bench.set(40);
    for (const x of withConstants(train.x)) await expectParity(await bench.fit({ x }), train.x);
  });

  it('stands values near the ends of float32', async () => {
    const train = bench.set(60);
    const factors = [1e30, 1e-30, 1e36, 1e-42];
    const data = train.x.data.map((value, i) => value * factors[i % columns]);
    const fitted = await bench.fit({ x: { ...train.x, data } });
    await expectParity(fitted, { ...train.x, data });
    await expectParity(fitted, atTheEnds(train.x));
  });

  it('refuses sets that can not be learned from', async () => {
    const train = bench.set(20);
    const code = (given: UnlabelledSet) => refusalOf(bench.fit(given));
    expect(await code({ ...train, weights: new Float64Array(20).fill(-1) })).toBe('learning.value_invalid');
    expect(await code({ ...train, weights: new Float64Array(20) })).toBe('learning.value_invalid');
    expect(await code({ ...train, weights: new Float64Array(19).fill(1) })).toBe('learning.value_invalid');
    expect(await code({ x: rowsOf(train.x, []) })).toBe('learning.too_few_rows');
    expect(await code({ x: withInfinity(train.x) })).toBe('learning.value_invalid');
    const fitted = await bench.fit(train);
    expect(() => fitted.predict({ ...train.x, rows: 16, columns: 5 })).toThrow(expect.objectContaining({ code: 'learning.value_invalid' }));
  });

  it('says in ONNX what it says here', async () => {
    const fitted = await bench.fit(bench.set(150));
    await expectParity(fitted, bench.set(500, 2).x);
    await expectParity(fitted, bench.set(1, 3).x);
  });
}

/** An algorithm at work on three far blobs of four columns, of which one is rounded to few values and one is noise. */
class Bench {
  constructor(
    readonly algorithm: Unsupervised,
    private readonly traits: UnsupervisedTraits,
  ) {}

  fit(train: UnlabelledSet, changes: Partial<UnsupervisedOptions> = {}): Promise<FittedUnsupervised> {
    const parameters = resolveParameters(this.algorithm.name, this.algorithm.parameters, this.traits.parameters ?? {});
    return this.algorithm.fit(train, { parameters, seed: 1, ...changes });
  }

  set(rows: number, seed = 1): UnlabelledSet {
    const random = createRandom(seed);
    const data = Float32Array.from({ length: rows * columns }, (_, i) => {
      const blob = Math.floor(i / columns) % 3;
      const column = i % columns;
      if (column === 2) return Math.round(2 * random.normal());
      return (column === 3 ? 0 : [0, 20, -20][(blob + column) % 3]) + random.normal();
    });
    return { x: tableOf(data) };
  }
}

/** Scores agree to 1e-5 of the largest in the row; codes are equal but where two scores can't be told apart in float32. */
async function expectParity(fitted: FittedUnsupervised, x: Matrix): Promise<void> {
  const graph = createGraph('unsupervised');
  const tensors = fitted.toOnnx(graph, graph.input('x', 'float', x.columns));
  graph.output('codes', tensors.codes, 'float', ['n', 1]);
  graph.output('scores', tensors.scores, 'float', ['n', fitted.width]);
  const outputs = await runOnnx(graph.toBytes(), { x: x.data }, x.columns);
  const scores = fitted.scores(x);
  const found = outputs.scores.data as Float32Array;
  expect(found).toHaveLength(scores.length);
  expect(scores.every(Number.isFinite)).toBe(true);
  for (let row = 0; row < x.rows; row++) {
    const span = [row * fitted.width, (row + 1) * fitted.width] as const;
    expectClose(Float64Array.from(found.subarray(...span)), scores.subarray(...span), 1e-5);
  }
  expectSameCodes(outputs.codes.data as Float32Array, fitted.predict(x), scores, fitted.width);
}

function expectSameCodes(found: Float32Array, codes: Float64Array, scores: Float64Array, width: number): void {
  expect(found).toHaveLength(codes.length);
  codes.forEach((code, row) => {
    if (found[row] === code) return;
    expect(width).toBeGreaterThan(1);
    const [own, other] = [scores[row * width + code], scores[row * width + found[row]]];
    expect(Math.abs(own - other)).toBeLessThanOrEqual(1e-6 * own);
  });
}

function smallest(scores: Float64Array, width: number): number[] {
  return Array.from({ length: scores.length / width }, (_, row) => {
    const own = scores.subarray(row * width, (row + 1) * width);
    return own.indexOf(Math.min(...own));
  });
}
