import { describe, expect, it } from '@jest/globals';
import { createRandom } from '../random/random.js';
import { bootstrapInterval, comparePaired } from './bootstrap.js';
import type { ClassOutcome, ValueOutcome } from './metrics/outcome.js';

/** A classifier that is right with the given probability. */
function guesses(truth: Int32Array, skill: number, seed: number): ClassOutcome {
  const random = createRandom(seed);
  const proba = new Float64Array(truth.length * 2);
  const prediction = truth.map((code, row) => {
    const answer = random.next() < skill ? code : 1 - code;
    proba[row * 2 + answer] = 0.5 + random.next() / 2;
    proba[row * 2 + 1 - answer] = 1 - proba[row * 2 + answer];
    return answer;
  });
  return { task: 'classification', classes: 2, truth, prediction, proba };
}

function coins(rows: number, seed: number): Int32Array {
  const random = createRandom(seed);
  return Int32Array.from({ length: rows }, () => random.integer(2));
}

describe('bootstrapInterval', () => {
  it('has the width that the binomial predicts for accuracy', () => {
    const outcome = guesses(coins(1000, 1), 0.8, 2);
    const { value, low, high } = bootstrapInterval(outcome, { metric: 'accuracy', seed: 1, repeats: 2000 });
    expect(high - low).toBeCloseTo(2 * 1.96 * Math.sqrt((value * (1 - value)) / 1000), 2);
    expect(low).toBeLessThan(value);
    expect(value).toBeLessThan(high);
  });

  it('covers the truth about as often as it says', () => {
    let covered = 0;
    for (let seed = 0; seed < 200; seed++) {
      const { low, high } = bootstrapInterval(guesses(coins(150, seed), 0.7, seed + 1000), { metric: 'accuracy', seed, repeats: 200 });
      if (low <= 0.7 && 0.7 <= high) covered++;
    }
    expect(covered / 200).toBeGreaterThan(0.89);
  });

  it('repeats itself for the same seed, and refuses an undefined metric', () => {
    const outcome = guesses(coins(50, 1), 0.8, 2);
    const options = { metric: 'roc_auc', seed: 4, repeats: 100 };
    expect(bootstrapInterval(outcome, options)).toEqual(bootstrapInterval(outcome, options));
    const oneClass = guesses(new Int32Array(10), 0.8, 2);
    expect(() => bootstrapInterval(oneClass, options)).toThrow(expect.objectContaining({ code: 'learning.value_invalid' }));
  });
});

describe('comparePaired', () => {
  const truth = coins(600, 5);

  it('finds a model that is better', () => {
    const { difference, low, pValue } = comparePaired(guesses(truth, 0.7, 1), guesses(truth, 0.85, 2), { metric: 'roc_auc', seed: 1 });
    expect(difference).toBeGreaterThan(0.05);
    expect(low).toBeGreaterThan(0);
    expect(pValue).toBeLessThan(0.01);
  });

  it('is positive for the better model also where less is better', () => {
    const values = Float64Array.from(truth);
    const close: ValueOutcome = {
      task: 'regression',
      truth: values,
      prediction: values.map((value, row) => value + (row % 2 ? 0.1 : -0.1)),
    };
    const far: ValueOutcome = { ...close, prediction: values.map((value, row) => value + (row % 3 ? 0.5 : -0.4)) };
    expect(comparePaired(far, close, { metric: 'rmse', seed: 1 })).toMatchObject({
      difference: expect.closeTo(0.3687, 3),
      pValue: expect.closeTo(2 / 1001, 9),
    });
    expect(comparePaired(close, far, { metric: 'mae', seed: 1 }).high).toBeLessThan(0);
  });

  it('is sure of nothing between a model and itself', () => {
    const outcome = guesses(truth, 0.7, 1);
    expect(comparePaired(outcome, outcome, { metric: 'accuracy', seed: 1 })).toEqual({ difference: 0, low: 0, high: 0, pValue: 1 });
  });

  it('alarms on equally good models about as often as its level says', () => {
    let alarms = 0;
    for (let seed = 0; seed < 200; seed++) {
      const same = coins(200, seed);
      const { pValue } = comparePaired(guesses(same, 0.75, seed + 1000), guesses(same, 0.75, seed + 2000), {
        metric: 'accuracy',
        seed,
        repeats: 200,
      });
      if (pValue < 0.05) alarms++;
    }
    // 5 % expected; the binomial's 99.9 % bound for 200 trials is 21.
    expect(alarms).toBeLessThanOrEqual(21);
  });

  it('refuses models that saw different rows', () => {
    const other = guesses(coins(600, 6), 0.7, 1);
    expect(() => comparePaired(guesses(truth, 0.7, 1), other, { metric: 'accuracy', seed: 1 })).toThrow(
      expect.objectContaining({ where: 'truth' }),
    );
  });
});
