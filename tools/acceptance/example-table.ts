import { createRandom, type Random } from '@atelier/learning';

export interface ExampleTable {
  readonly csv: string;
  readonly rows: readonly Readonly<Record<string, string | number | null>>[];
}

/** Clients of a shop with numbers, categories, missing cells and awkward texts; whether they churn follows from them with noise. Seeded. */
export function churnTable(rows: number, seed = 7): ExampleTable {
  const random = createRandom(seed);
  const table = Array.from({ length: rows }, (_, i) => client(i, random));
  const names = Object.keys(table[0]);
  const csv = [names, ...table.map((row) => names.map((name) => row[name]))].map((cells) => cells.map(cell).join(',')).join('\n');
  return { csv: `${csv}\n`, rows: table };
}

/** The row as a caller sends it for a prediction. */
export function featuresOf({ churned: _churned, ...features }: ExampleTable['rows'][number]): ExampleTable['rows'][number] {
  return features;
}

function client(i: number, random: Random): Record<string, string | number | null> {
  const age = 18 + random.integer(60);
  const visits = random.integer(30);
  const basket = Math.round((20 + 200 * random.next() ** 2) * 100) / 100;
  const city = ['Paris', 'Milan', 'Zürich', 'New York, NY', 'Genève "centre"'][random.integer(5)];
  const tier = ['silver', 'gold', 'platinum'][random.integer(3)];
  const score = 1.6 - 0.16 * visits + (tier === 'silver' ? 1.2 : tier === 'platinum' ? -1.2 : 0) + (age - 45) * 0.02 - basket * 0.002;
  const churned = random.next() < 1 / (1 + Math.exp(-score)) ? 'yes' : 'no';
  const missing = (value: string | number) => (random.next() < 0.05 ? null : value);
  return {
    client_id: `C${String(i).padStart(6, '0')}`,
    age: missing(age),
    visits,
    basket: missing(basket),
    city,
    tier: missing(tier),
    churned,
  };
}

function cell(value: string | number | null): string {
  if (value === null) return '';
  const text = String(value);
  return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
