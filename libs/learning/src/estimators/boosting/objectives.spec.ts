import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { binaryObjective, softmaxObjective } from './classification-objectives.js';
import type { Objective, Targets } from './objectives.js';
import {
  absoluteObjective,
  huberObjective,
  poissonObjective,
  quantileObjective,
  squaredObjective,
  weightedQuantile,
} from './regression-objectives.js';

const y = Float32Array.of(0, 1, 2, 1, 5);
const zeroOne = Float32Array.of(0, 1, 1, 0, 1);
const codes = Float32Array.of(0, 1, 2, 1, 0);
const weights = Float64Array.of(1, 2, 0.5, 1, 3);

/** Objectives by name, with the factor of the loss that its gradient belongs to: LightGBM halves the squared error. */
const objectives: [string, (targets: Targets) => Objective, Float32Array, number][] = [
  ['binary', (targets) => binaryObjective(targets), zeroOne, 1],
  ['softmax', (targets) => softmaxObjective(targets, 3), codes, 1],
  ['squared', squaredObjective, y, 0.5],
  ['absolute', absoluteObjective, y, 1],
  ['huber', (targets) => huberObjective(targets, 0.9), y, 1],
  ['quantile', (targets) => quantileObjective(targets, 0.7), y, 1],
  ['poisson', poissonObjective, y, 1],
];

function scoresFor(objective: Objective): Float64Array {
  return Float64Array.from({ length: 5 * objective.outputs }, (_, i) => Math.sin(3 * i + 1) + 0.123);
}

describe.each(objectives)('%s', (name, create, target, factor) => {
  it.each([undefined, weights])('has gradients that are the slopes of its loss (weights %p)', (given) => {
    const objective = create({ y: target, weights: given });
    const scores = scoresFor(objective);
    const total = given ? 7.5 : 5;
    const pairs = new Float32Array(10);
    for (let output = 0; output < objective.outputs; output++) {
      const loss = objective.gradients(scores, output, pairs);
      if (output === 0) expect(loss).toBeCloseTo(objective.loss(scores), 12);
      for (let row = 0; row < 5; row++) {
        const at = row * objective.outputs + output;
        const moved = (step: number) => objective.loss(scores.map((score, i) => (i === at ? score + step : score)));
        expect(pairs[2 * row]).toBeCloseTo((factor * total * (moved(1e-5) - moved(-1e-5))) / 2e-5, 4);
        expect(pairs[2 * row + 1]).toBeGreaterThan(0);
      }
    }
  });

  it('starts from the best constant', () => {
    const objective = create({ y: target, weights });
    const start = objective.initialScores();
    const loss = (shift: number, output: number) =>
      objective.loss(
        Float64Array.from(
          { length: 5 * objective.outputs },
          (_, i) => start[i % objective.outputs] + (i % objective.outputs === output ? shift : 0),
        ),
      );
    for (let output = 0; output < (name === 'huber' ? 0 : objective.outputs); output++) {
      for (const shift of [-0.01, 0.01]) expect(loss(0, output)).toBeLessThanOrEqual(loss(shift, output) + 1e-12);
    }
  });
});

describe('log losses', () => {
  it('add up over many rows and stay finite for hopeless scores', () => {
    const many = binaryObjective({ y: Float32Array.from({ length: 5000 }, (_, row) => row % 2) });
    const scores = Float64Array.from({ length: 5000 }, (_, row) => Math.cos(row));
    const naive = scores.reduce((sum, score, row) => sum + Math.log1p(Math.exp(row % 2 === 1 ? -score : score)), 0) / 5000;
    expect(many.loss(scores)).toBeCloseTo(naive, 12);
    expect(binaryObjective({ y: Float32Array.of(1) }).loss(Float64Array.of(-2000))).toBeCloseTo(-Math.log(1e-15), 9);
    expect(softmaxObjective({ y: Float32Array.of(1) }, 3).loss(Float64Array.of(2000, -2000, 0))).toBeCloseTo(-Math.log(1e-15), 9);
  });

  it('scale the gradients of the second class alone by its weight', () => {
    const pairs = new Float32Array(4);
    binaryObjective({ y: Float32Array.of(0, 1) }, 3).gradients(new Float64Array(2), 0, pairs);
    expect([...pairs]).toEqual([0.5, 0.25, -1.5, 0.75]);
  });
});

describe('weightedQuantile', () => {
  it('interpolates as numpy does', () => {
    expect(weightedQuantile(Float64Array.of(4, 1, 3, 2), undefined, 0.5)).toBe(2.5);
    expect(weightedQuantile(Float64Array.of(10, 20, 30), undefined, 0.9)).toBeCloseTo(28, 12);
    expect(weightedQuantile(Float64Array.of(7), undefined, 0.3)).toBe(7);
  });

  it('is the first value with more than its share of the weight at or below it', () => {
    const entries = fc.array(fc.record({ value: fc.integer({ min: -20, max: 20 }), weight: fc.integer({ min: 1, max: 9 }) }), {
      minLength: 1,
      maxLength: 20,
    });
    fc.assert(
      fc.property(entries, fc.constantFrom(0.1, 0.5, 0.9), (given, alpha) => {
        const total = given.reduce((sum, { weight }) => sum + weight, 0);
        const atMost = (limit: number) => given.reduce((sum, { value, weight }) => sum + (value <= limit ? weight : 0), 0);
        const found = weightedQuantile(
          Float64Array.from(given, (e) => e.value),
          Float64Array.from(given, (e) => e.weight),
          alpha,
        );
        const candidates = given.map(({ value }) => value).filter((value) => atMost(value) > alpha * total + 1e-9);
        expect(found).toBe(Math.min(...candidates));
      }),
    );
  });
});
