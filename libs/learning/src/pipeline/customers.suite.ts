import type { Column } from '../frame/column.js';
import { Frame } from '../frame/frame.js';
import { createRandom } from '../random/random.js';
import type { PlanColumn } from './plan.js';

/** A made-up table with every kind of column: `churn` follows from months and plan, `spend` from months. */
export const customerColumns: readonly PlanColumn[] = [
  { name: 'id', type: 'identifier' },
  { name: 'months', type: 'integer' },
  { name: 'plan', type: 'category', missingTokens: ['?'] },
  { name: 'active', type: 'boolean' },
  { name: 'since', type: 'datetime' },
  { name: 'label', type: 'category' },
  { name: 'note', type: 'text' },
  { name: 'country', type: 'category' },
  { name: 'nothing', type: 'float' },
  { name: 'spend', type: 'float' },
  { name: 'spend again', type: 'float' },
  { name: 'churn', type: 'category' },
];

export function customers(rows = 300, seed = 1): Frame {
  const random = createRandom(seed);
  const draw = (make: (row: number) => number) => Float64Array.from({ length: rows }, (_, row) => make(row));
  const sometimes = (values: Float64Array) => values.map((value) => (random.next() < 0.1 ? Number.NaN : value));
  const months = draw(() => random.integer(60));
  const plans = Array.from({ length: rows }, () => ['free', 'team', 'enterprise', ''][random.integer(4)]);
  const churn = Array.from(months, (value, row) =>
    random.next() < 1 / (1 + Math.exp((value - 30) / 5 + (plans[row] === 'free' ? -2 : 1))) ? 'left' : 'stayed',
  );
  const spend = months.map((value) => 20 + 3 * value + 5 * random.normal());
  return new Frame([
    text(
      'id',
      Array.from(months, (_, row) => `customer ${row}`),
    ),
    number('months', sometimes(months)),
    text('plan', plans),
    number('active', sometimes(draw(() => random.integer(2)))),
    number('since', sometimes(draw(() => 19_000 + random.integer(1000) + random.next()))),
    text(
      'label',
      Array.from(months, () => ['gold', 'silver'][random.integer(2)]),
    ),
    text(
      'note',
      Array.from(months, (_, row) => `they said ${row % 40}`),
    ),
    text(
      'country',
      Array.from(months, () => 'NO'),
    ),
    number(
      'nothing',
      draw(() => Number.NaN),
    ),
    number('spend', spend),
    number('spend again', spend),
    text('churn', churn),
  ]);
}

export const number = (name: string, values: ArrayLike<number>): Column => ({ kind: 'number', name, values: Float64Array.from(values) });

/** The empty text is missing. */
export function text(name: string, values: readonly string[]): Column {
  const codes = new Map([...new Set(values.filter((value) => value !== ''))].map((value, code) => [value, code]));
  return { kind: 'text', name, dictionary: [...codes.keys()], codes: Int32Array.from(values, (value) => codes.get(value) ?? -1) };
}
