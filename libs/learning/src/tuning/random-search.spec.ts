import { describe, expect, it } from '@jest/globals';
import { crossValidate } from '../pipeline/cross-validate.js';
import { customerColumns, customers } from '../pipeline/customers.suite.js';
import { planOf } from '../pipeline/tables.suite.js';
import { randomSearch } from './random-search.js';
import { runStudy } from './run-study.js';
import type { SearchSpace } from './space.js';
import { bestTrial, createStudy, parseStudy, type Study } from './study.js';

const frame = customers(200);
const plan = planOf('churn', 'classification', 'decision_tree', customerColumns, { hyperparameters: { criterion: 'entropy' } });
const space: SearchSpace = {
  max_depth: { type: 'integer', min: 1, max: 6 },
  min_samples_leaf: { type: 'integer', min: 1, max: 50, log: true },
};
const options = { space, trials: 5, folds: 3, metric: 'roc_auc' };

/** What the search is, said as simply as can be. */
async function naive(study: Study) {
  const scored = [];
  for (const { hyperparameters } of study.trials) {
    const tried = { ...plan, hyperparameters: { ...plan.hyperparameters, ...hyperparameters } };
    scored.push(await crossValidate(frame, tried, { folds: 3, metric: 'roc_auc' }));
  }
  return scored;
}

describe('randomSearch', () => {
  it('scores as a loop over cross-validations does, and finds the best of them', async () => {
    const study = await randomSearch(frame, plan, options);
    const scored = await naive(study);
    expect(study.trials.map(({ scores, mean, std }) => ({ scores, mean, std }))).toEqual(
      scored.map(({ scores, mean, std }) => ({ scores, mean, std })),
    );
    expect(bestTrial(study).mean).toBe(Math.max(...scored.map(({ mean }) => mean)));
    expect(study).toMatchObject({ direction: 'maximize', sampler: { kind: 'random', seed: plan.seed } });
  });

  it('goes on from its JSON where it was stopped, to the same end', async () => {
    const whole = await randomSearch(frame, plan, options);
    const stop = new AbortController();
    let kept = '';
    const stopped = randomSearch(frame, plan, {
      ...options,
      signal: stop.signal,
      onProgress: ({ study, done, total }) => {
        kept = JSON.stringify(study);
        expect(total).toBe(15);
        if (done === 5) stop.abort();
      },
    });
    await expect(stopped).rejects.toMatchObject({ code: 'learning.aborted' });
    const half = parseStudy(JSON.parse(kept));
    expect(half.trials.map(({ state }) => state)).toEqual(['complete', 'running', 'waiting', 'waiting', 'waiting']);
    let folds = 0;
    const resumed = await randomSearch(frame, plan, { ...options, resume: half, onProgress: () => folds++ });
    expect(resumed).toEqual(whole);
    expect(folds).toBe(10);
    await expect(randomSearch(frame, plan, { ...options, seed: 99, resume: half })).rejects.toMatchObject({ where: 'resume' });
  });

  it.each([
    [{ max_dept: { type: 'integer', min: 1, max: 6 } }, 'learning.parameter_unknown', 'max_dept'],
    [{ max_depth: { type: 'integer', min: 0, max: 6 } }, 'learning.parameter_invalid', 'max_depth'],
    [{ criterion: { type: 'choice', choices: ['gini', 'guess'] } }, 'learning.parameter_invalid', 'criterion'],
    [{}, 'learning.parameter_invalid', 'space'],
  ])('refuses a space that is not the algorithm’s before learning: %j', async (given, code, where) => {
    await expect(randomSearch(frame, plan, { ...options, space: given as SearchSpace })).rejects.toMatchObject({ code, where });
  });

  it('refuses folds and metrics that are none', async () => {
    await expect(randomSearch(frame, plan, { ...options, folds: 1 })).rejects.toMatchObject({ where: 'folds' });
    await expect(randomSearch(frame, plan, { ...options, metric: 'roc_acu' })).rejects.toMatchObject({ where: 'metric' });
  });
});

describe('runStudy', () => {
  const study = createStudy({ space: { x: { type: 'choice', choices: [1, 2, 3] } }, trials: 3, folds: 2, metric: 'rmse', seed: 1 });

  it('marks trials that cannot be scored as failed and goes on', async () => {
    const done = await runStudy(study, { score: async ({ x }, fold) => (x === 2 ? Number.NaN : (x as number) + fold) });
    expect(done.trials.find(({ hyperparameters }) => hyperparameters.x === 2)).toMatchObject({
      state: 'failed',
      error: { code: 'learning.value_invalid', message: '"rmse" has no value in fold 1.' },
    });
    expect(bestTrial(done)).toMatchObject({ hyperparameters: { x: 1 }, scores: [1, 2], mean: 1.5, std: 0.5 });
  });

  it('says why when no trial could be scored, and lets other errors through', async () => {
    expect(() => bestTrial(study)).toThrow('No trial is complete yet.');
    const none = await runStudy(study, { score: async () => Number.NaN });
    expect(() => bestTrial(none)).toThrow(/Every trial failed.*no value in fold 1/);
    const broken = runStudy(study, { score: () => Promise.reject(new TypeError('a fault of the program')) });
    await expect(broken).rejects.toThrow('a fault of the program');
  });

  it.each([
    [{ format: 'atelier.study.0' }, /format/],
    [{ direction: 'maximize' }, /direction/],
    [{ folds: 0 }, /folds/],
    [{ sampler: { kind: 'grid' } }, /sampler/],
    [{ trials: [] }, /no trials/],
    [{ trials: study.trials.toReversed() }, /trial 0 is out of order/],
    [{ trials: [{ ...study.trials[0], state: 'lost' }] }, /no known state/],
    [{ trials: [{ ...study.trials[0], hyperparameters: { y: 1 } }] }, /not of the space/],
    [{ trials: [{ ...study.trials[0], scores: [1, 2, 3] }] }, /scores/],
    [{ trials: [{ ...study.trials[0], state: 'complete' }] }, /not complete/],
  ])('does not go on from what is no study: %j', (change, message) => {
    expect(() => parseStudy({ ...study, ...change })).toThrow(message);
  });

  it('reads its own JSON back', () => {
    expect(parseStudy(JSON.parse(JSON.stringify(study)))).toEqual(study);
    expect(() => parseStudy(null)).toThrow(/format/);
  });
});
