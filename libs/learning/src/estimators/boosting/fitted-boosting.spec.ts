/** @jest-environment ./tools/onnx/jest-environment.mjs */
import { describe, expect, it } from '@jest/globals';
import { createGraph } from '../../onnx/graph-writer.js';
import { runOnnx } from '../../onnx/onnxruntime.suite.js';
import { resolveParameters } from '../parameters.js';
import { largestError, readFixture, setsOf } from '../trees/trees.suite.js';
import { lightgbm } from './lightgbm.js';

const fixture = readFixture(new URL('./fixtures/lightgbm.json', import.meta.url));

async function fitCase(name: string) {
  const given = fixture.cases.find((each) => each.name === name) ?? fixture.cases[0];
  const sets = setsOf(fixture, given);
  const parameters = resolveParameters('lightgbm', lightgbm.parameters, given.parameters);
  return {
    given,
    test: sets.test,
    fitted: await lightgbm.fit(sets.train, { task: sets.task, classes: sets.classes, seed: 1, parameters }),
  };
}

describe('boosting in ONNX', () => {
  it.each(['binary, missing values', 'three classes, missing values', 'squared, missing values', 'quantile', 'huber', 'poisson'])(
    'answers as LightGBM does: %s',
    async (name) => {
      const { given, test, fitted } = await fitCase(name);
      const graph = createGraph('boosting');
      graph.output('y', fitted.toOnnx(graph, graph.input('x', 'float', test.columns)), 'float', ['n', 'n']);
      const { y } = await runOnnx(graph.toBytes(), { x: test.data }, test.columns);
      expect(largestError(y.data as Float32Array, given.predictions)).toBeLessThan(1e-6);
    },
  );
});

describe('a saved boosting model', () => {
  it('is the same again for every link', async () => {
    for (const name of ['binary', 'three classes', 'squared', 'poisson']) {
      const { fitted, test } = await fitCase(name);
      const loaded = lightgbm.load(JSON.parse(JSON.stringify(fitted.toJSON())));
      expect(loaded.predict(test)).toEqual(fitted.predict(test));
    }
  });

  it('is refused with a link that does not exist', async () => {
    const { fitted } = await fitCase('binary');
    const broken = { ...(fitted.toJSON() as object), link: 'probit' };
    expect(() => lightgbm.load(broken)).toThrow(expect.objectContaining({ code: 'learning.model_invalid', where: 'link' }));
  });
});
