import { describe, expect, it } from '@jest/globals';
import type { Column } from './column.js';
import { Frame } from './frame.js';
import { readTarget } from './target.js';

const nan = Number.NaN;
const numbers = (...values: number[]): Column => ({ kind: 'number', name: 'y', values: Float64Array.from(values) });
function texts(...values: (string | null)[]): Column {
  const dictionary = ['never used', ...new Set(values.filter((value) => value !== null))];
  return {
    kind: 'text',
    name: 'y',
    dictionary,
    codes: Int32Array.from(values, (value) => (value === null ? -1 : dictionary.indexOf(value, 1))),
  };
}
const frameOf = (column: Column) => new Frame([column]);

describe('readTarget for classification', () => {
  it('orders integer labels as numbers', () => {
    const target = readTarget(frameOf(numbers(10, 9, -1, nan, 9, 10)), 'y', 'classification', 'integer');
    expect(target).toMatchObject({ classes: [-1, 9, 10], dropped: 1, type: 'integer', name: 'y' });
    expect(target.task === 'classification' && [...target.codes]).toEqual([2, 1, 0, 1, 2]);
    expect([...target.kept]).toEqual([0, 1, 2, 4, 5]);
  });

  it('gives booleans back as booleans, and 0/1 integers as numbers', () => {
    expect(readTarget(frameOf(numbers(1, 0, 1)), 'y', 'classification', 'boolean')).toMatchObject({ classes: [false, true] });
    expect(readTarget(frameOf(numbers(1, 0, 1)), 'y', 'classification', 'integer')).toMatchObject({ classes: [0, 1] });
  });

  it('orders texts by code unit and leaves out what no row has', () => {
    const target = readTarget(frameOf(texts('b', 'Z', null, 'a', 'é', 'b', 'Z')), 'y', 'classification', 'category');
    expect(target).toMatchObject({ classes: ['Z', 'a', 'b', 'é'], dropped: 1 });
    expect(target.task === 'classification' && [...target.codes]).toEqual([2, 0, 1, 3, 2, 0]);
  });

  it('writes negative zero as zero', () => {
    const target = readTarget(frameOf(numbers(-0, 0, 1, 1)), 'y', 'classification', 'float');
    expect(target.task === 'classification' && Object.is(target.classes[0], 0)).toBe(true);
    expect(target).toMatchObject({ classes: [0, 1] });
  });

  it.each([
    ['a missing column', numbers(1, 2), 'label', 'learning.column_missing'],
    ['a target missing everywhere', numbers(nan, nan), 'y', 'learning.target_missing'],
    ['texts missing everywhere', texts(null, null), 'y', 'learning.target_missing'],
    ['a constant number', numbers(4, nan, 4), 'y', 'learning.target_constant'],
    ['a constant text', texts('no', 'no', null), 'y', 'learning.target_constant'],
    ['a value of its own in each row', texts('a', 'b', 'c', 'd'), 'y', 'learning.target_identifier'],
    [
      'nearly as many classes as rows',
      numbers(...Array.from({ length: 100 }, (_, i) => Math.min(i, 90))),
      'y',
      'learning.target_identifier',
    ],
    ['an infinite label', numbers(1, 2, Number.POSITIVE_INFINITY), 'y', 'learning.value_invalid'],
  ] as const)('refuses %s', (_, column, name, code) => {
    expect(() => readTarget(frameOf(column), name, 'classification', 'category')).toThrow(expect.objectContaining({ code, where: name }));
  });

  it('takes 51 classes that have rows enough, and two rows of two classes', () => {
    expect(readTarget(frameOf(numbers(...Array.from({ length: 510 }, (_, i) => i % 51))), 'y', 'classification', 'integer')).toMatchObject({
      dropped: 0,
    });
    expect(readTarget(frameOf(texts('a', 'b')), 'y', 'classification', 'category')).toMatchObject({ classes: ['a', 'b'] });
  });
});

describe('readTarget for regression', () => {
  it('keeps the values of rows that have one', () => {
    const target = readTarget(frameOf(numbers(1.5, nan, -2, 7)), 'y', 'regression', 'float');
    expect(target.task === 'regression' && [...target.values]).toEqual([1.5, -2, 7]);
    expect(target.dropped).toBe(1);
  });

  it.each([
    ['texts', texts('1', '2', '3'), 'category', 'learning.target_not_numeric'],
    ['a constant', numbers(2, 2, 2), 'float', 'learning.target_constant'],
    ['an infinite value', numbers(1, Number.NEGATIVE_INFINITY, 2), 'float', 'learning.value_invalid'],
    ['row numbers', numbers(1, 2, 3, 4), 'identifier', 'learning.target_identifier'],
    ['nothing at all', numbers(nan), 'float', 'learning.target_missing'],
  ] as const)('refuses %s', (_, column, type, code) => {
    expect(() => readTarget(frameOf(column), 'y', 'regression', type)).toThrow(expect.objectContaining({ code, where: 'y' }));
  });

  it('says the row of an infinite value as the reader counts', () => {
    expect(() => readTarget(frameOf(numbers(1, nan, Number.POSITIVE_INFINITY)), 'y', 'regression', 'float')).toThrow('row 3');
  });
});
