// The tables of the test, as frames: the penguins of the quickstart, and the seeded clients of the acceptance tests.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createRandom, Frame } from '@atelier/learning';
import { churnTable } from '../acceptance/example-table.ts';

const root = join(import.meta.dirname, '..', '..');

/** 344 penguins with missing cells; numbers, texts, and `heavy`, which is true, false or missing. */
export function penguins() {
  const [head, ...lines] = readFileSync(join(root, 'apps/cli/examples/penguins.csv'), 'utf8').trim().split(/\r?\n/);
  const cells = lines.map((line) => line.split(',').map((cell) => (cell === 'NA' ? null : cell)));
  const columns = head.split(',').map((name, at) =>
    column(
      name,
      cells.map((row) => row[at]),
    ),
  );
  const mass = columns.find(({ name }) => name === 'body_mass_g').values;
  const heavy = { kind: 'number', name: 'heavy', values: mass.map((value) => (Number.isNaN(value) ? value : value > 4200 ? 1 : 0)) };
  return {
    frame: new Frame([...columns, heavy]),
    columns: [
      { name: 'species', type: 'category' },
      { name: 'island', type: 'category' },
      { name: 'bill_length_mm', type: 'float' },
      { name: 'bill_depth_mm', type: 'float' },
      { name: 'flipper_length_mm', type: 'integer' },
      { name: 'body_mass_g', type: 'integer' },
      { name: 'sex', type: 'category' },
      { name: 'year', type: 'integer' },
      { name: 'heavy', type: 'boolean' },
    ],
  };
}

/** Clients of a shop, with what a CSV seldom has: instants, an awkward column name, blanks, rare texts and texts beyond the BMP. */
export function clients(rows) {
  const table = churnTable(rows).rows;
  const random = createRandom(11);
  const named = (name) => (name === 'basket' ? 'basket (€).`net`' : name);
  const columns = Object.keys(table[0]).map((name) =>
    column(
      named(name),
      table.map((row) => row[name]),
    ),
  );
  const joined = Float64Array.from({ length: rows }, () =>
    random.next() < 0.05 ? Number.NaN : Math.floor((15_000 + 3_000 * random.next()) * 86_400_000_000) / 86_400_000_000,
  );
  const ratio = Float64Array.from({ length: rows }, () => (random.next() < 0.02 ? Number.NaN : random.normal() * 1e-3));
  const greetings = ['😀 hi', '\uFFFDhi', '  ', '', 'hi', 'HI', 'Grüezi', '\u00A0', 'straße\0', null];
  const greeting = Array.from({ length: rows }, (_, row) =>
    row % 97 === 0 ? `rare ${row % 5}` : greetings[random.integer(greetings.length)],
  );
  const extra = [
    { kind: 'number', name: 'joined', values: joined },
    { kind: 'number', name: 'ratio', values: ratio },
    column('greeting', greeting),
    column(
      'always',
      Array.from({ length: rows }, () => 'the same'),
    ),
  ];
  return {
    frame: new Frame([...columns, ...extra]),
    columns: [
      { name: 'client_id', type: 'identifier' },
      { name: 'age', type: 'integer' },
      { name: 'visits', type: 'integer' },
      { name: 'basket (€).`net`', type: 'float' },
      { name: 'city', type: 'category' },
      { name: 'tier', type: 'category', missingTokens: ['n/a'] },
      { name: 'churned', type: 'category' },
      { name: 'joined', type: 'datetime' },
      { name: 'ratio', type: 'float' },
      { name: 'greeting', type: 'category' },
      { name: 'always', type: 'category' },
    ],
  };
}

/** A column of numbers where every cell that is there is one, else of texts. */
export function column(name, cells) {
  const isNumber = cells.every((cell) => cell === null || (cell !== '' && Number.isFinite(Number(cell))));
  if (isNumber) return { kind: 'number', name, values: Float64Array.from(cells, (cell) => (cell === null ? Number.NaN : Number(cell))) };
  const dictionary = [...new Set(cells.filter((cell) => cell !== null))];
  const codeOf = new Map(dictionary.map((text, code) => [text, code]));
  return { kind: 'text', name, codes: Int32Array.from(cells, (cell) => (cell === null ? -1 : codeOf.get(cell))), dictionary };
}
