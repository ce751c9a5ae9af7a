import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { Frame } from '../frame/frame.js';
import type { SignatureColumn } from '../frame/signature.js';
import { defaultPreparation, fitPreparation, type PreparationOptions } from './preparation.js';

interface Fixture {
  readonly columns: number;
  readonly train: (number | null)[];
  readonly asked: (number | null)[];
  readonly numbers: { impute: PreparationOptions['impute']; scaling: PreparationOptions['scaling']; expected: (number | null)[] }[];
  readonly texts: { train: string[]; asked: string[]; minFrequency: number; expected: number[] };
}

const fixture = JSON.parse(readFileSync(new URL('./fixtures/preparation.json', import.meta.url), 'utf8')) as Fixture;
const { columns, texts } = fixture;
const inputs: SignatureColumn[] = Array.from({ length: columns }, (_, i) => ({
  name: `n${i}`,
  type: 'float',
  kind: 'number',
  missingTokens: [],
}));

function numberFrame(cells: readonly (number | null)[]): Frame {
  const rows = cells.length / columns;
  const values = (column: number) => Float64Array.from({ length: rows }, (_, row) => cells[row * columns + column] ?? Number.NaN);
  return new Frame(inputs.map(({ name }, column) => ({ kind: 'number', name, values: values(column) })));
}

function textFrame(cells: readonly string[]): Frame {
  const dictionary = [...new Set(cells)];
  return new Frame([{ kind: 'text', name: 't', dictionary, codes: Int32Array.from(cells, (cell) => dictionary.indexOf(cell)) }]);
}

describe('preparation against scikit-learn', () => {
  it.each(fixture.numbers.map((each) => [each.impute, each.scaling, each.expected] as const))(
    'imputes by %s and scales by %s',
    (impute, scaling, expected) => {
      const options = { ...defaultPreparation, impute, scaling, indicateFrom: 1 };
      const { data } = fitPreparation(numberFrame(fixture.train), inputs, options).transform(numberFrame(fixture.asked));
      // float32 keeps 7 digits of values near 1000, of which the scaler leaves the last ones.
      expected.forEach((value, i) => (value === null ? expect(data[i]).toBeNaN() : expect(Math.abs(data[i] - value)).toBeLessThan(1e-4)));
    },
  );

  it('encodes categories, rare ones and unseen ones together', () => {
    const column: SignatureColumn = { name: 't', type: 'category', kind: 'text', missingTokens: [] };
    const options = { ...defaultPreparation, minFrequency: texts.minFrequency };
    const prepared = fitPreparation(textFrame(texts.train), [column], options);
    expect([...prepared.transform(textFrame(texts.asked)).data]).toEqual(texts.expected);
  });
});
