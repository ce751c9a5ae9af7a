import { describe, expect, it } from '@jest/globals';
import { assert as check, integer, property } from 'fast-check';
import { createRandom } from '../random/random.js';
import { sampleCandidates } from './random-sampler.js';
import { drawCandidate, requireSpace, type SearchSpace, spaceSize } from './space.js';

const mixed: SearchSpace = {
  depth: { type: 'integer', min: 2, max: 12, step: 5 },
  rate: { type: 'number', min: 0.001, max: 1, log: true },
  leaves: { type: 'integer', min: 1, max: 1000, log: true },
  share: { type: 'number', min: -1, max: 3 },
  loss: { type: 'choice', choices: ['squared', null, 3] },
};

describe('a search space', () => {
  it.each([
    [{}, 'space'],
    [{ a: { type: 'float', min: 0, max: 1 } }, 'space.a.type'],
    [{ a: null }, 'space.a.type'],
    [{ a: { type: 'choice', choices: [] } }, 'space.a.choices'],
    [{ a: { type: 'choice', choices: [1, 1] } }, 'space.a.choices'],
    [{ a: { type: 'number', min: 0, max: Number.NaN } }, 'space.a.max'],
    [{ a: { type: 'number', min: 2, max: 1 } }, 'space.a.max'],
    [{ a: { type: 'integer', min: 0.5, max: 1 } }, 'space.a.min'],
    [{ a: { type: 'number', min: 0, max: 1, log: true } }, 'space.a.min'],
    [{ a: { type: 'integer', min: 1, max: 9, step: 0 } }, 'space.a.step'],
    [{ a: { type: 'integer', min: 1, max: 9, step: 2, log: true } }, 'space.a.step'],
  ])('that is none is refused by name: %j', (space, where) => {
    expect(() => requireSpace(space as unknown as SearchSpace)).toThrow(
      expect.objectContaining({ code: 'learning.parameter_invalid', where }),
    );
  });

  it('gives points within it', () => {
    check(
      property(integer(), (seed) => {
        const { depth, rate, leaves, share, loss } = drawCandidate(mixed, createRandom(seed));
        expect([2, 7, 12]).toContain(depth);
        expect(rate as number).toBeGreaterThanOrEqual(0.001);
        expect(rate as number).toBeLessThanOrEqual(1);
        expect(Number.isInteger(leaves) && (leaves as number) >= 1 && (leaves as number) <= 1000).toBe(true);
        expect(Math.abs((share as number) - 1)).toBeLessThanOrEqual(2);
        expect(['squared', null, 3]).toContain(loss);
      }),
      { numRuns: 50 },
    );
  });

  it('is drawn from by factors on a logarithmic scale, and evenly otherwise', () => {
    const drawn = sampleCandidates(mixed, 3000, 1);
    const below = (name: string, border: number) => drawn.filter((point) => (point[name] as number) < border).length / drawn.length;
    expect(below('rate', 0.01)).toBeCloseTo(1 / 3, 1);
    expect(below('leaves', 32)).toBeCloseTo(0.55, 1);
    expect(below('share', 0)).toBeCloseTo(0.25, 1);
  });

  it('has a size where it is finite', () => {
    expect(spaceSize(mixed)).toBe(Number.POSITIVE_INFINITY);
    expect(spaceSize({ a: mixed.depth, b: mixed.loss, c: { type: 'number', min: 1, max: 1 } })).toBe(9);
  });
});

describe('sampleCandidates', () => {
  const finite: SearchSpace = { a: { type: 'choice', choices: [1, 2, 3] }, b: { type: 'integer', min: 1, max: 4 } };
  const key = (points: readonly object[]) => points.map((point) => JSON.stringify(point));

  it('gives no point of a finite space twice, and all of a small one', () => {
    expect(new Set(key(sampleCandidates(finite, 7, 3))).size).toBe(7);
    const all = key(sampleCandidates(finite, 50, 3));
    expect(all).toHaveLength(12);
    expect(new Set(all).size).toBe(12);
  });

  it.each([finite, mixed])('begins with the points of a shorter search of the same seed: %j', (space) => {
    expect(sampleCandidates(space, 10, 5).slice(0, 4)).toEqual(sampleCandidates(space, 4, 5));
    expect(sampleCandidates(space, 4, 6)).not.toEqual(sampleCandidates(space, 4, 5));
  });

  it('needs a number of trials', () => {
    for (const trials of [0, 1.5, Number.NaN]) expect(() => sampleCandidates(finite, trials, 1)).toThrow(/trials/);
  });
});
