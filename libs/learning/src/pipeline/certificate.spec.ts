/** @jest-environment ./tools/onnx/jest-environment.mjs */
import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { estimators } from '../estimators/registry.js';
import { certify, compareOutputs, type GraphOutputs, type RunGraph } from './certificate.js';
import { customerColumns, customers } from './customers.suite.js';
import type { RawRow } from './encode.js';
import { createManifest, parseManifest, parseSignature } from './manifest.js';
import { goldenRows } from './rows.js';
import { planOf, runOnOnnxruntime } from './tables.suite.js';
import { type TrainedPipeline, trainPipeline } from './train.js';

const frame = customers(200);
const few = [
  { algorithm: 'decision_tree', hyperparameters: { max_depth: 4 } },
  { algorithm: 'lightgbm', hyperparameters: { n_estimators: 10 } },
];
const small: Readonly<Record<string, Record<string, unknown>>> = {
  random_forest: { n_estimators: 10 },
  extra_trees: { n_estimators: 10 },
  lightgbm: { n_estimators: 10 },
  xgboost: { n_estimators: 10 },
  gradient_boosting: { n_estimators: 10 },
  adaboost: { n_estimators: 10 },
  catboost: { iterations: 10 },
  voting: { members: few },
  stacking: { members: few, cv: 2 },
  greedy: { members: few, cv: 2, ensemble_size: 5 },
  bagging: { n_estimators: 5 },
  calibrated: { estimator: { algorithm: 'random_forest', hyperparameters: { n_estimators: 10 } }, method: 'isotonic', cv: 3 },
};

const trained = (target: string, task: 'classification' | 'regression', algorithm: string): Promise<TrainedPipeline> =>
  trainPipeline(frame, planOf(target, task, algorithm, customerColumns, { hyperparameters: small[algorithm] ?? {} }));

const anything = fc.option(fc.oneof(fc.string({ unit: 'binary' }), fc.constant('x'.repeat(100_000)), fc.integer(), fc.boolean()), {
  nil: undefined,
});
const rowOf: fc.Arbitrary<RawRow> = fc.record(
  {
    months: fc.option(
      fc.oneof(fc.integer({ min: 0, max: 60 }), fc.double({ noNaN: true, noDefaultInfinity: true }), fc.constantFrom('12', '')),
      { nil: null },
    ),
    plan: fc.oneof(fc.constantFrom('free', 'team', 'enterprise', '?', '', null), anything),
    active: fc.constantFrom(true, false, 'yes', null),
    since: fc.constantFrom('2024-01-01', '2024-01-01T10:00:00Z', 1_700_000_000, null),
    label: fc.oneof(fc.constantFrom('gold', 'silver'), anything),
    spend: fc.option(fc.double({ min: -1000, max: 1000, noNaN: true }), { nil: null }),
    'something else': fc.anything(),
  },
  { requiredKeys: [] },
);

describe('certify', () => {
  const problems = [
    ['churn', 'classification'],
    ['plan', 'classification'],
    ['spend', 'regression'],
  ] as const;
  const cases = problems.flatMap(([target, task]) =>
    [...estimators.values()].filter(({ tasks }) => tasks.includes(task)).map(({ name }) => [name, target, task] as const),
  );

  it.each(cases)('proves that the graph of %s on %s says what the pipeline says, whatever is asked', async (algorithm, target, task) => {
    const pipeline = await trained(target, task, algorithm);
    await fc.assert(
      fc.asyncProperty(fc.array(rowOf, { minLength: 1, maxLength: 20 }), async (rows) => {
        const certificate = await certify(pipeline, rows, runOnOnnxruntime);
        expect(certificate).toMatchObject({ rows: rows.length, outcome: 'passed', labels_equal: true, tolerance: 1e-5 });
      }),
      { numRuns: 15 },
    );
  });

  it('refuses a graph that says something else', async () => {
    const pipeline = await trained('churn', 'classification', 'logistic');
    const rows = goldenRows(pipeline.signature, frame, 1);
    const tampered =
      (change: (outputs: GraphOutputs) => GraphOutputs): RunGraph =>
      async (bytes, encoded) =>
        change(await runOnOnnxruntime(bytes, encoded));
    const refusal = (change: (outputs: GraphOutputs) => GraphOutputs) => certify(pipeline, rows, tampered(change));
    const shift = (by: number) => (outputs: GraphOutputs) => ({
      ...outputs,
      probabilities: Float32Array.from(outputs.probabilities ?? [], (p, i) => (i === 7 ? p + by : p)),
    });
    await expect(refusal(shift(2e-5))).rejects.toMatchObject({
      code: 'learning.parity_failed',
      message: expect.stringContaining('row 4 is off by'),
    });
    await expect(refusal(shift(Number.NaN))).rejects.toMatchObject({ code: 'learning.parity_failed' });
    await expect(refusal(({ label }) => ({ label }))).rejects.toThrow('gave 0 numbers where 40 were expected');
    await expect(refusal(({ probabilities }) => ({ probabilities }))).rejects.toThrow('row 1 has another label');
    const flipped = (outputs: GraphOutputs) => ({ ...outputs, label: Array.from(outputs.label ?? [], (code) => 1 - Number(code)) });
    await expect(refusal(flipped)).rejects.toThrow('has another label');
    await expect(refusal((outputs) => outputs)).resolves.toMatchObject({ outcome: 'passed' });
  });
});

describe('compareOutputs', () => {
  it('lets classes that are as probable as each other change places', () => {
    const expected = { codes: [1], probabilities: [0.4999999, 0.5000001] };
    expect(compareOutputs(expected, { label: [0], probabilities: [0.5, 0.5] }, { rows: 1, classes: 2 }).labels_equal).toBe(true);
  });

  it('measures values by their own size or the spread of the target, whichever is larger', () => {
    const check = (expected: number, actual: number, scale: number) =>
      compareOutputs({ values: [expected] }, { value: [actual] }, { rows: 1, scale }).largest_error;
    expect(check(1e9, 1e9 + 1000, 1)).toBeCloseTo(1e-6, 12);
    expect(check(0, 1e-3, 1000)).toBeCloseTo(1e-6, 12);
    expect(check(0, 0, 0)).toBe(0);
    expect(() => check(1, 1.1, 1)).toThrow(expect.objectContaining({ code: 'learning.parity_failed' }));
    expect(() => check(1, Number.POSITIVE_INFINITY, 1)).toThrow(expect.objectContaining({ code: 'learning.parity_failed' }));
  });
});

describe('a manifest', () => {
  const make = async () => {
    const pipeline = await trained('spend', 'regression', 'ridge');
    const rows = goldenRows(pipeline.signature, frame, 1);
    const certificate = await certify(pipeline, rows, runOnOnnxruntime);
    return createManifest(pipeline, { dataHash: 'sha256:1', libraryVersion: '0.1.0', goldenRows: [...rows, ...rows], certificate });
  };

  it('is plain JSON that is read back whole, with what a check at loading needs', async () => {
    const manifest = await make();
    const read = parseManifest(JSON.parse(JSON.stringify(manifest)));
    expect(read).toEqual(manifest);
    expect(read.golden.rows).toHaveLength(20);
    const { golden, certificate } = read;
    const outputs = { value: golden.expected.values ?? [] };
    expect(compareOutputs(golden.expected, outputs, { rows: 20, scale: certificate.scale })).toEqual({ ...certificate, largest_error: 0 });
  });

  it.each<[string, (manifest: ReturnType<typeof JSON.parse>) => unknown]>([
    ['is not an object', () => []],
    ['its format is 2', (manifest) => ({ ...manifest, format: 2 })],
    ['"algorithm" is not a text', (manifest) => ({ ...manifest, algorithm: 1 })],
    ['"seed" is not a whole number', (manifest) => ({ ...manifest, seed: 'x' })],
    ['"metrics" is not an object', (manifest) => ({ ...manifest, metrics: null })],
    ['"steps.texts" is not a list', (manifest) => ({ ...manifest, steps: { ...manifest.steps, texts: 1 } })],
    ['"steps.encoding" is not known', (manifest) => ({ ...manifest, steps: { ...manifest.steps, encoding: 'hash' } })],
    ['no parity certificate that passed', (manifest) => ({ ...manifest, certificate: { ...manifest.certificate, outcome: 'failed' } })],
    ['no parity certificate that passed', (manifest) => ({ ...manifest, certificate: { ...manifest.certificate, largest_error: 1 } })],
    [
      'more than 20 golden rows',
      (manifest) => ({ ...manifest, golden: { ...manifest.golden, rows: Array.from({ length: 21 }, () => ({})) } }),
    ],
    [
      '"golden.expected.values" must be 20 numbers',
      (manifest) => ({ ...manifest, golden: { ...manifest.golden, expected: { values: [1] } } }),
    ],
    ['"sketches.columns" is not an object', (manifest) => ({ ...manifest, sketches: {} })],
    ['task is neither', (manifest) => ({ ...manifest, signature: { ...manifest.signature, task: 'ranking' } })],
  ])('is refused when %s', async (why, change) => {
    const json = JSON.parse(JSON.stringify(await make()));
    expect(() => parseManifest(change(json))).toThrow(
      expect.objectContaining({ code: 'learning.model_invalid', message: expect.stringContaining(why) }),
    );
  });

  const input = { name: 'a', type: 'float', kind: 'number', missingTokens: [] };
  const signature = { inputs: [input], target: { name: 'y', type: 'category' }, task: 'classification', classes: ['a', 'b'] };

  it.each([
    ['no input', { inputs: [] }],
    ['two inputs have one name', { inputs: [input, input] }],
    ['no known type', { inputs: [{ ...input, type: 'money' }] }],
    ['neither number nor text', { inputs: [{ ...input, kind: 'image' }] }],
    ['a missing token of "a" is not a text', { inputs: [{ ...input, missingTokens: [1] }] }],
    ['a column has no name', { target: { type: 'float' } }],
    ['two classes', { classes: ['a'] }],
    ['a class is neither', { classes: ['a', {}] }],
    ["The signature's classes is not a list", { classes: undefined }],
  ])('refuses a signature with %s', (why, change) => {
    expect(parseSignature(signature)).toBe(signature);
    expect(() => parseSignature({ ...signature, ...change })).toThrow(why);
  });
});
