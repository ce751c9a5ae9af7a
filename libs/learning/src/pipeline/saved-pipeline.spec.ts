import { describe, expect, it } from '@jest/globals';
import { customerColumns, customers } from './customers.suite.js';
import { loadPipeline, savePipeline } from './saved-pipeline.js';
import { planOf } from './tables.suite.js';
import { trainPipeline } from './train.js';

const frame = customers();
const churn = (algorithm: string, calibration: 'none' | 'isotonic' = 'none') =>
  trainPipeline(frame, { ...planOf('churn', 'classification', algorithm, customerColumns), calibration });

describe('a saved pipeline', () => {
  it.each([
    ['logistic', 'none'],
    ['lightgbm', 'none'],
    ['decision_tree', 'isotonic'],
    ['voting', 'none'],
  ] as const)('of %s with %s calibration answers as the one that was saved', async (algorithm, calibration) => {
    const pipeline = await churn(algorithm, calibration);
    const json = JSON.stringify(savePipeline(pipeline, pipeline.results.background));
    const { pipeline: loaded, background } = loadPipeline(JSON.parse(json));
    expect(background).toEqual(pipeline.results.background);
    expect(loaded.algorithm).toBe(algorithm);
    expect(loaded.predict(frame)).toEqual(pipeline.predict(frame));
    expect(JSON.stringify(savePipeline(loaded, background))).toBe(json);
  });

  it('of a regression keeps its values', async () => {
    const pipeline = await trainPipeline(frame, planOf('spend', 'regression', 'ridge', customerColumns));
    const json = JSON.stringify(savePipeline(pipeline, pipeline.results.background));
    expect(loadPipeline(JSON.parse(json)).pipeline.predict(frame)).toEqual(pipeline.predict(frame));
  });

  it('is refused when it is not whole, saying what is wrong', async () => {
    const trained = await churn('logistic');
    const saved = savePipeline(trained, trained.results.background);
    const wrong: [unknown, RegExp][] = [
      [null, /not an object/],
      [{ ...saved, format: 9 }, /its format is 9/],
      [{ ...saved, algorithm: 1 }, /"algorithm"/],
      [{ ...saved, signature: {} }, /signature/],
      [{ ...saved, steps: {} }, /"steps.numbers"/],
      [{ ...saved, estimator: {} }, /"estimator.loaded_by"/],
      [{ ...saved, background: 'f32:AAAA' }, /"background"/],
    ];
    for (const [json, message] of wrong)
      expect(() => loadPipeline(json)).toThrow(
        expect.objectContaining({ code: 'learning.model_invalid', message: expect.stringMatching(message) }),
      );
    expect(() => loadPipeline({ ...saved, estimator: { loaded_by: 'logistics', model: {} } })).toThrow(
      expect.objectContaining({ code: 'learning.algorithm_unknown' }),
    );
  });
});
