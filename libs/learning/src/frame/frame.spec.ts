import { describe, expect, it } from '@jest/globals';
import { LearningError } from '../errors.js';
import type { Column, NumberColumn, TextColumn } from './column.js';
import { Frame } from './frame.js';

const numbers = (name: string, ...values: number[]): NumberColumn => ({ kind: 'number', name, values: Float64Array.from(values) });
const texts = (name: string, dictionary: string[], ...codes: number[]): TextColumn => ({
  kind: 'text',
  name,
  dictionary,
  codes: Int32Array.from(codes),
});

function refusal(work: () => unknown): LearningError {
  try {
    work();
  } catch (error) {
    if (error instanceof LearningError) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}

/** The cell's own text, whatever the dictionary. */
function cells(column: Column): (string | number | null)[] {
  if (column.kind === 'number') return [...column.values];
  return [...column.codes].map((code) => (code < 0 ? null : column.dictionary[code]));
}

describe('Frame', () => {
  const frame = new Frame([numbers('age', 31, Number.NaN, 52), texts('town', ['Bern', 'Genf'], 1, -1, 0)]);

  it('knows its rows, names and columns', () => {
    expect(frame.rows).toBe(3);
    expect(frame.names).toEqual(['age', 'town']);
    expect(frame.has('age')).toBe(true);
    expect(frame.has('constructor')).toBe(false);
    expect(frame.number('age').values[2]).toBe(52);
    expect(frame.text('town').dictionary).toEqual(['Bern', 'Genf']);
    expect(new Frame([]).rows).toBe(0);
  });

  it('names the nearest column when one is missing', () => {
    const error = refusal(() => frame.column('aeg'));
    expect(error).toMatchObject({ code: 'learning.column_missing', where: 'aeg' });
    expect(error.message).toContain('did you mean "age"?');
    expect(refusal(() => frame.column('temperature')).message).toContain('there are age, town.');
    expect(refusal(() => new Frame([]).column('x')).message).toContain('no columns');
  });

  it('refuses a column of the other kind', () => {
    expect(refusal(() => frame.number('town'))).toMatchObject({ code: 'learning.value_invalid', where: 'town' });
    expect(refusal(() => frame.text('age'))).toMatchObject({ code: 'learning.value_invalid', where: 'age' });
  });

  it('refuses unequal lengths and repeated names', () => {
    expect(refusal(() => new Frame([numbers('a', 1), numbers('b', 1, 2)]))).toMatchObject({ code: 'learning.value_invalid', where: 'b' });
    expect(refusal(() => new Frame([numbers('a', 1), numbers('a', 2)])).message).toContain('Two columns');
  });

  it('selects, leaves out, replaces and appends columns', () => {
    expect(frame.select(['town']).names).toEqual(['town']);
    expect(frame.without(['town']).names).toEqual(['age']);
    expect(refusal(() => frame.without(['twon'])).code).toBe('learning.column_missing');
    const replaced = frame.with(numbers('age', 1, 2, 3));
    expect(replaced.names).toEqual(['age', 'town']);
    expect(cells(replaced.column('age'))).toEqual([1, 2, 3]);
    expect(frame.with(numbers('x', 1, 2, 3)).names).toEqual(['age', 'town', 'x']);
    expect(frame.number('age').values[0]).toBe(31);
  });

  it('takes rows in any order and more than once', () => {
    const taken = frame.take(Int32Array.of(2, 2, 1));
    expect(cells(taken.column('age'))).toEqual([52, 52, Number.NaN]);
    expect(cells(taken.column('town'))).toEqual(['Bern', 'Bern', null]);
    expect(refusal(() => frame.take(Int32Array.of(3))).code).toBe('learning.value_invalid');
    expect(refusal(() => frame.take(Int32Array.of(-1))).code).toBe('learning.value_invalid');
  });

  it('puts frames below one another and merges dictionaries', () => {
    const other = new Frame([texts('town', ['Genf', 'Chur'], 1, 0, -1), numbers('age', 7, 8, 9)]);
    const both = Frame.concat([frame, other]);
    expect(both.names).toEqual(['age', 'town']);
    expect(cells(both.column('age'))).toEqual([31, Number.NaN, 52, 7, 8, 9]);
    expect(cells(both.column('town'))).toEqual(['Genf', null, 'Bern', 'Chur', 'Genf', null]);
    expect(both.text('town').dictionary).toEqual(['Bern', 'Genf', 'Chur']);
    expect(Frame.concat([]).rows).toBe(0);
  });

  it('refuses to put unlike frames below one another', () => {
    expect(refusal(() => Frame.concat([frame, frame.without(['age'])]))).toMatchObject({ code: 'learning.column_missing', where: 'age' });
    expect(refusal(() => Frame.concat([frame.without(['age']), frame]))).toMatchObject({ code: 'learning.column_missing', where: 'age' });
    expect(refusal(() => Frame.concat([frame, frame.with(numbers('town', 1, 2, 3))]))).toMatchObject({
      code: 'learning.value_invalid',
      where: 'town',
    });
  });
});
