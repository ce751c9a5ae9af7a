import { describe, expect, it } from '@jest/globals';
import { packArray } from '../../trees/packed-array.js';
import type { CatboostModel } from './catboost-model.js';
import { scorerOf, sourcesOf } from './catboost-model.js';
import { modelFromJSON, modelToJSON } from './catboost-saved.js';

const model: CatboostModel = {
  columns: 3,
  outputs: 1,
  link: 'identity',
  bias: Float64Array.of(10),
  tables: [
    {
      elements: [
        { kind: 'category', column: 1, size: 2 },
        { kind: 'above', column: 0, threshold: 0.5, missingAbove: true },
        { kind: 'equals', column: 2, code: 4 },
      ],
      keys: Float64Array.of(0, 3, 10),
      values: Float32Array.of(1, 2, 3, 0),
      width: 1,
    },
  ],
  trees: [
    {
      feature: Int32Array.of(3, 0),
      threshold: Float32Array.of(1.5, 0),
      missingLeft: Uint8Array.of(1, 0),
      values: Float64Array.of(1, 2, 4, 8),
      weights: Float64Array.of(1, 1, 1, 1),
    },
  ],
};

describe('a catboost model', () => {
  it('reads keys of categories, numbers and single categories', () => {
    const rows = [
      [-1, 0, 0], // key 0 → 1, left; −1 left
      [Number.NaN, 0, 0], // missing is above: key 3 → 2, right; missing right
      [-1, 1, 4], // key 1 + 6: not known → 0
      [1, 1, 4], // key 1 + 3 + 6 = 10 → 3
      [1, Number.NaN, 0], // key 2 + 3: not known
    ];
    const x = { rows: 5, columns: 3, data: Float32Array.from(rows.flat()), names: ['a', 'b', 'c'] };
    expect([...scorerOf(model)(x)]).toEqual([11, 18, 11, 18, 14]);
    expect(() => scorerOf(model)({ ...x, columns: 5, rows: 3 })).toThrow(expect.objectContaining({ code: 'learning.value_invalid' }));
    expect([sourcesOf(model, 2), sourcesOf(model, 3)]).toEqual([[2], [1, 0, 2]]);
    expect(() => sourcesOf(model, 4)).toThrow(RangeError);
  });

  it('is the same after it was saved and loaded', () => {
    expect(modelFromJSON(JSON.parse(JSON.stringify(modelToJSON(model))))).toEqual(model);
  });

  const saved = modelToJSON(model);
  const [table] = saved.tables;
  const [tree] = saved.trees;
  it.each([
    [{ link: 'other' }, 'link'],
    [{ columns: -1 }, 'columns'],
    [{ trees: 'none' }, 'trees'],
    [{ bias: packArray(Float64Array.of(1, 2)) }, 'bias'],
    [{ tables: [{ ...table, elements: [] }] }, 'tables[0]'],
    [{ tables: [{ ...table, elements: [{ kind: 'category', column: 3, size: 2 }] }] }, 'tables[0]'],
    [{ tables: [{ ...table, elements: [{ kind: 'above', column: 0 }] }] }, 'tables[0]'],
    [{ tables: [{ ...table, elements: [{ kind: 'other', column: 0 }] }] }, 'tables[0]'],
    [{ tables: [{ ...table, keys: null }] }, 'tables[0]'],
    [{ tables: [{ ...table, width: 3 }] }, 'tables[0]'],
    [{ trees: [{ ...tree, feature: packArray(Int32Array.of(4, 0)) }] }, 'trees[0]'],
    [{ trees: [{ ...tree, threshold: packArray(Float32Array.of(4)) }] }, 'trees[0]'],
    [{ trees: [{ ...tree, values: packArray(Float64Array.of(4)) }] }, 'trees[0]'],
    [{ trees: [null] }, 'trees[0].feature'],
  ])('names what is wrong in a saved model (%#)', (changes, where) => {
    expect(() => modelFromJSON({ ...saved, ...changes })).toThrow(expect.objectContaining({ code: 'learning.model_invalid', where }));
  });
});
