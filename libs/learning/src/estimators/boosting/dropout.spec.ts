import { describe, expect, it } from '@jest/globals';
import { createRandom } from '../../random/random.js';
import { Dropout, type DropoutRules } from './dropout.js';

const rules: DropoutRules = {
  rateDrop: 0.3,
  skipDrop: 0,
  oneDrop: false,
  sampleType: 'uniform',
  normalizeType: 'tree',
  learningRate: 0.5,
};

function withTrees(changes: Partial<DropoutRules>, weights: readonly number[]): Dropout {
  const dropout = new Dropout({ ...rules, ...changes });
  dropout.weights.push(...weights);
  return dropout;
}

/** How often each tree is left out in many draws, and how often none is. */
function shares(dropout: Dropout, draws = 4000): { trees: number[]; none: number } {
  const trees = dropout.weights.map(() => 0);
  let none = 0;
  for (let i = 0; i < draws; i++) {
    const dropped = dropout.draw(createRandom(i));
    for (const t of dropped) trees[t] += 1 / draws;
    if (dropped.length === 0) none += 1 / draws;
  }
  return { trees, none };
}

describe('Dropout', () => {
  it('leaves each tree out at the rate', () => {
    for (const share of shares(withTrees({}, [1, 0.5, 0.2])).trees) expect(share).toBeCloseTo(0.3, 1);
  });

  it('leaves trees out in proportion to their weight', () => {
    const { trees } = shares(withTrees({ sampleType: 'weighted' }, [1, 2, 3]));
    [0.15, 0.3, 0.45].forEach((share, t) => expect(trees[t]).toBeCloseTo(share, 1));
  });

  it('skips iterations', () => {
    expect(shares(withTrees({ rateDrop: 1, skipDrop: 0.4 }, [1])).none).toBeCloseTo(0.4, 1);
    expect(new Dropout({ ...rules, rateDrop: 1 }).draw(createRandom(1))).toEqual([]);
  });

  it.each(['uniform', 'weighted'] as const)('leaves at least one out when told so: %s', (sampleType) => {
    const { trees, none } = shares(withTrees({ rateDrop: 0, oneDrop: true, sampleType }, [1, 3]));
    expect(none).toBe(0);
    expect(trees[1]).toBeCloseTo(sampleType === 'uniform' ? 0.5 : 0.75, 1);
  });

  it('scales so that new and dropped trees together weigh what was dropped', () => {
    const dropout = withTrees({}, [1, 0.8, 0.6]);
    // Two dropped trees of weight 0.8 + 0.6 and a new one: k / (k + ν) and 1 / (k + ν) of the paper.
    expect(dropout.normalise([1, 2], 1)).toBeCloseTo(1 / 2.5, 12);
    expect(dropout.weights.map((weight) => Math.round(weight * 1e6) / 1e6)).toEqual([1, 0.64, 0.48, 0.4]);
    const forest = withTrees({ normalizeType: 'forest' }, [1, 1]);
    expect(forest.normalise([0], 2)).toBeCloseTo(0.8, 12);
    expect(forest.weights).toEqual([0.8, 1, 0.8, 0.8]);
    expect(withTrees({}, [1]).normalise([], 1)).toBe(1);
  });
});
