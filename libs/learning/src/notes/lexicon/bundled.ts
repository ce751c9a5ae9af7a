import { colouredConcept, madeConcept, plainRow } from './compose.js';
import type { Concept, Lexicon } from './lexicon.js';
import { colours } from './tables/colours.js';
import { colouredIn, madeOf } from './tables/composed.js';
import { budget, communication, hesitation, intent, service, spoken } from './tables/intentions.js';
import { gems, materials } from './tables/materials.js';
import { arts, food, sports } from './tables/pastimes.js';
import { lifeEvents, occasions, profession, relations } from './tables/people.js';
import { destinations, travel } from './tables/places.js';
import { products } from './tables/products.js';
import { care, personality, seasons, sizes, tastes } from './tables/tastes.js';
import { conceptOf, type TableRow, tableRows } from './tables.js';

/** Bucket by bucket, in the order of the concepts. */
const tables: readonly (readonly [bucket: string, table: string])[] = [
  ['product', products],
  ['material', materials],
  ['gem', gems],
  ['colour', colours],
  ['taste', tastes],
  ['size', sizes],
  ['occasion', occasions],
  ['budget', budget],
  ['intent', intent],
  ['hesitation', hesitation],
  ['relation', relations],
  ['life_event', lifeEvents],
  ['profession', profession],
  ['personality', personality],
  ['destination', destinations],
  ['travel', travel],
  ['sport', sports],
  ['art', arts],
  ['food', food],
  ['service', service],
  ['communication', communication],
  ['language', spoken],
  ['care', care],
  ['season', seasons],
];

let bundled: Lexicon | undefined;

/** The lexicon that ships with Atelier: 1,253 concepts of a luxury house in five languages. Composed at its first use. */
export function bundledLexicon(): Lexicon {
  bundled ??= {
    concepts: [...tables.flatMap(([bucket, table]) => tableRows(table).map((row) => conceptOf(bucket, plainRow(row)))), ...looks()],
  };
  return bundled;
}

/** Products in their materials and colours. */
function looks(): Concept[] {
  const rowOf = (table: string) => {
    const rows = new Map(tableRows(table).map((row) => [row.slug, row]));
    return (slug: string): TableRow => {
      const row = rows.get(slug);
      if (!row) throw new Error(`No row "${slug}" to compose names of.`);
      return row;
    };
  };
  const [product, material, colour] = [products, materials, colours].map(rowOf);
  const made = madeOf.flatMap(([of, list]) => list.split(' ').map((slug) => madeConcept(material(of), product(slug))));
  const coloured = colouredIn.flatMap(([list, tones]) =>
    list.split(' ').flatMap((slug) => tones.split(' ').map((tone) => colouredConcept(product(slug), colour(tone)))),
  );
  return [...made, ...coloured];
}
