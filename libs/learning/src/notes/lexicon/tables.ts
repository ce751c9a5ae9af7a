import { byLanguage, type Concept, type Language, languages } from './lexicon.js';

/** One line of a table: the slug, then the cells in the order of `languages`, each the texts between its semicolons. */
export interface TableRow {
  readonly slug: string;
  readonly cells: Readonly<Record<Language, readonly string[]>>;
}

export function tableRows(table: string): TableRow[] {
  const lines = table.trim().split('\n');
  return lines.map((line) => {
    const [slug, ...cells] = line.split('|').map((cell) => cell.trim());
    const texts = cells.map((cell) => cell.split(';').map((text) => text.trim()));
    return { slug, cells: byLanguage((language) => texts[languages.indexOf(language)]) };
  });
}

export function conceptOf(bucket: string, { slug, cells }: TableRow): Concept {
  return { id: `${bucket}.${slug}`, label: cells.en[0], bucket, aliases: cells };
}
