import { describe, expect, it } from '@jest/globals';
import { Frame } from '../frame/frame.js';
import { readTarget } from '../frame/target.js';
import { outcomeOf, truthOf } from './truth.js';

const frame = new Frame([{ kind: 'number', name: 'y', values: Float64Array.of(5, Number.NaN, 3, 5) }]);

describe('truthOf', () => {
  it('is the target of all rows, or of some', () => {
    const classes = readTarget(frame, 'y', 'classification', 'integer');
    expect(truthOf(classes)).toEqual({ task: 'classification', classes: 2, codes: Int32Array.of(1, 0, 1) });
    expect(truthOf(classes, Int32Array.of(2, 1))).toEqual({ task: 'classification', classes: 2, codes: Int32Array.of(1, 0) });
    const values = readTarget(frame, 'y', 'regression', 'integer');
    expect(truthOf(values)).toEqual({ task: 'regression', values: Float64Array.of(5, 3, 5) });
    expect(truthOf(values, Int32Array.of(1))).toEqual({ task: 'regression', values: Float64Array.of(3) });
  });
});

describe('outcomeOf', () => {
  it('joins truth and predictions', () => {
    const codes = Int32Array.of(0, 1);
    const proba = Float64Array.of(1, 0, 0, 1);
    expect(outcomeOf({ task: 'classification', codes, classes: 2 }, { prediction: codes, proba })).toEqual({
      task: 'classification',
      classes: 2,
      truth: codes,
      prediction: codes,
      proba,
    });
    const values = Float64Array.of(1, 2);
    expect(outcomeOf({ task: 'regression', values }, { prediction: Int32Array.of(1, 3) })).toEqual({
      task: 'regression',
      truth: values,
      prediction: Float64Array.of(1, 3),
    });
  });
});
