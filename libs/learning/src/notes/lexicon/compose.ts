import { byLanguage, type Concept, type Language } from './lexicon.js';
import type { TableRow } from './tables.js';

/** m and f as in French; n German only; p for words that have no singular. */
type Gender = 'm' | 'f' | 'n' | 'mp' | 'fp' | '';

interface Noun {
  readonly text: string;
  readonly gender: Gender;
}

/** The gender stands after the first alias: `sac:m`. */
export function nounOf(cell: readonly string[]): Noun {
  const [text, gender = ''] = cell[0].split(':');
  return { text, gender: gender as Gender };
}

/** Aliases without their grammar. */
export function plainRow({ slug, cells }: TableRow): TableRow {
  const plain = byLanguage((language) => cells[language].map((text) => text.split(':')[0]));
  return { slug, cells: plain };
}

/** "leather bag": a product of a material, as each language puts it. */
export function madeConcept(material: TableRow, product: TableRow): Concept {
  const { en } = plainRow(product).cells;
  const noun = (language: Language) => nounOf(product.cells[language]).text;
  const each = (language: Language, compose: (material: string) => string[]) => material.cells[language].flatMap(compose);
  const aliases = {
    en: material.cells.en.flatMap((of) => en.slice(0, 2).map((name) => `${of} ${name}`)),
    fr: each('fr', (of) => [`${noun('fr')} en ${of}`]),
    it: each('it', (of) => [`${noun('it')} in ${of}`, `${noun('it')} ${/^[aeiou]/.test(of) ? "d'" : 'di '}${of}`]),
    es: each('es', (of) => [`${noun('es')} de ${of}`]),
    de: germanMade(material.cells.de, noun('de')),
  };
  return composed(`${material.slug}_${product.slug}`, aliases, [`material.${material.slug}`, `product.${product.slug}`]);
}

/** Compounds ("Ledertasche") and "Tasche aus Leder"; no compound of a noun of two words. */
function germanMade([material, ...synonyms]: readonly string[], noun: string): string[] {
  const [name, prefix] = material.split(':');
  const compound = noun.includes(' ') || noun.includes('-') ? `${prefix}-${noun}` : `${prefix}${noun.toLowerCase()}`;
  return [compound, ...[name, ...synonyms].map((of) => `${noun} aus ${of}`)];
}

/** "black bag": a product in a colour, its adjective in the product's gender. */
export function colouredConcept(product: TableRow, colour: TableRow): Concept {
  const of = (language: Language) => nounOf(product.cells[language]);
  const romance = (language: 'fr' | 'it' | 'es') => [
    `${of(language).text} ${agreed(language, colour.cells[language], of(language).gender)}`,
  ];
  const german = of('de');
  const aliases = {
    en: plainRow(product)
      .cells.en.slice(0, 2)
      .map((name) => `${colour.cells.en[0]} ${name}`),
    fr: romance('fr'),
    it: romance('it'),
    es: romance('es'),
    de: [`${germanAdjective(colour.cells.de[0], german.gender)} ${german.text}`, `${german.text} in ${capitalised(colour.cells.de[0])}`],
  };
  return composed(`${colour.slug}_${product.slug}`, aliases, [`colour.${colour.slug}`, `product.${product.slug}`]);
}

/** The first two forms of these colours are masculine and feminine; the others' second is a synonym. */
const twoForms: Readonly<Record<'fr' | 'it' | 'es', RegExp>> = {
  fr: /^(noir|blanc|bleu|vert|brun|gris|violet|doré|argenté)$/,
  it: /^(nero|bianco|rosso|grigio|giallo|dorato|argentato)$/,
  es: /^(negro|blanco|rojo|morado|amarillo|dorado|plateado)$/,
};
/** Italian colours with endings of their own in the plural; nouns that serve as colours stay as they are. */
const italianPlurals: Readonly<Record<string, string>> = {
  nero: 'neri',
  nera: 'nere',
  bianco: 'bianchi',
  bianca: 'bianche',
  rosso: 'rossi',
  rossa: 'rosse',
  grigio: 'grigi',
  grigia: 'grigie',
  giallo: 'gialli',
  gialla: 'gialle',
  verde: 'verdi',
  marrone: 'marroni',
};
const spanishPlurals: Readonly<Record<string, string>> = { azul: 'azules', gris: 'grises', marrón: 'marrones', beige: 'beige' };

function agreed(language: 'fr' | 'it' | 'es', [first, second = first]: readonly string[], gender: Gender): string {
  const paired = twoForms[language].test(first);
  const single = paired && gender.startsWith('f') ? second : first;
  return gender.endsWith('p') ? pluralOf(language, single) : single;
}

function pluralOf(language: 'fr' | 'it' | 'es', adjective: string): string {
  if (language === 'it') return italianPlurals[adjective] ?? adjective;
  if (language === 'es') return spanishPlurals[adjective] ?? `${adjective}s`;
  return /[sx]$|^(marron|orange|bordeaux)$/.test(adjective) ? adjective : `${adjective}s`;
}

function germanAdjective(colour: string, gender: Gender): string {
  if (/^(beige|rosa)$/.test(colour)) return colour;
  const ending = gender === 'm' ? 'er' : gender === 'n' ? 'es' : 'e';
  return `${colour}${ending}`;
}

function capitalised(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

function composed(slug: string, aliases: Readonly<Record<Language, readonly string[]>>, parents: readonly string[]): Concept {
  return { id: `look.${slug}`, label: aliases.en[0], bucket: 'look', aliases, parents };
}
