import type { ColumnSchema } from '@atelier/contracts';
import { createRandom, Frame } from '@atelier/learning';

const column = (name: string, type: ColumnSchema['type'], role: ColumnSchema['role'] = 'feature'): ColumnSchema => ({
  name,
  type,
  role,
  missing_tokens: [],
});

export const shopColumns = [
  column('customer', 'identifier', 'identifier'),
  column('age', 'float'),
  column('visits', 'integer'),
  column('colour', 'category'),
  column('note', 'text'),
  column('bought', 'category'),
  column('spent', 'float'),
];

export interface ShopRow {
  readonly age: number;
  readonly visits: number;
  readonly colour: string;
  readonly bought: string;
  readonly spent: number;
}

/** Customers of a shop: who is older than `limit` buys, mostly; what is spent grows with the visits. */
export function shopRows(rows: number, seed: number, buys: (age: number) => boolean = (age) => age > 45): ShopRow[] {
  const random = createRandom(seed);
  return Array.from({ length: rows }, () => {
    const age = 18 + 60 * random.next();
    const visits = random.integer(20);
    const isUsual = random.next() > 0.05;
    const colour = ['red', 'green', 'blue'][random.integer(3)];
    return { age, visits, colour, bought: buys(age) === isUsual ? 'yes' : 'no', spent: 3 * visits + random.normal() };
  });
}

export function shopFrame(rows: readonly ShopRow[]): Frame {
  const number = (name: string, values: Iterable<number>) => ({ kind: 'number' as const, name, values: Float64Array.from(values) });
  const text = (name: string, texts: readonly string[]) => {
    const dictionary = [...new Set(texts)];
    return { kind: 'text' as const, name, codes: Int32Array.from(texts, (each) => dictionary.indexOf(each)), dictionary };
  };
  return new Frame([
    text(
      'customer',
      rows.map((_, row) => `c${row}`),
    ),
    number(
      'age',
      rows.map(({ age }) => age),
    ),
    number(
      'visits',
      rows.map(({ visits }) => visits),
    ),
    text(
      'colour',
      rows.map(({ colour }) => colour),
    ),
    text(
      'note',
      rows.map((_, row) => `note ${row}`),
    ),
    text(
      'bought',
      rows.map(({ bought }) => bought),
    ),
    number(
      'spent',
      rows.map(({ spent }) => spent),
    ),
  ]);
}
