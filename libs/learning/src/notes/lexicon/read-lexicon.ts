import { LearningError } from '../../errors.js';
import { normaliseText } from '../text/normalise.js';
import { type Concept, isLanguage, languages, type Language, type Lexicon } from './lexicon.js';

/** One thing wrong with a file of notes: where, and what. Rows count from 1. */
export interface Fault {
  readonly file: string;
  readonly row?: number;
  readonly field?: string;
  readonly message: string;
}

/** `learning.value_invalid` with every fault; `where` is the first one's place. */
export class LexiconError extends LearningError {
  constructor(readonly faults: readonly Fault[]) {
    const [first] = faults;
    const more = faults.length > 1 ? ` There are ${faults.length - 1} more faults.` : '';
    super('learning.value_invalid', `${placeOf(first)}: ${first.message}${more}`, placeOf(first));
  }
}

export function placeOf({ file, row, field }: Fault): string {
  return [file, ...(row === undefined ? [] : [`row ${row}`]), ...(field === undefined ? [] : [field])].join(', ');
}

/** Reads a lexicon that must be without fault: `{"concepts": [{id, label, bucket, aliases: {en: […]}, parents?}]}`. Throws `LexiconError`. */
export function requireLexicon(json: unknown, file = 'lexicon.json'): Lexicon {
  const { lexicon, faults } = readLexicon(json, file);
  if (faults.length > 0) throw new LexiconError(faults);
  return lexicon;
}

/** Reads what can be read: concepts with a fault are left out, each fault is told. Throws `LexiconError` when there is no list of concepts. */
export function readLexicon(json: unknown, file = 'lexicon.json'): { lexicon: Lexicon; faults: readonly Fault[] } {
  const list = Array.isArray(json) ? json : isRecord(json) ? json.concepts : undefined;
  if (!Array.isArray(list)) throw new LexiconError([{ file, field: 'concepts', message: 'There is no list "concepts".' }]);
  const faults: Fault[] = [];
  const rows = new Map<string, number>();
  const concepts: Concept[] = [];
  for (const [i, entry] of list.entries()) {
    const found = readConcept(entry, (field, message) => faults.push({ file, row: i + 1, field, message }));
    if (!found) continue;
    const earlier = rows.get(found.id);
    if (earlier !== undefined)
      faults.push({ file, row: i + 1, field: 'id', message: `"${found.id}" is the id of row ${earlier} already.` });
    else {
      rows.set(found.id, i + 1);
      concepts.push(found);
    }
  }
  const lexicon = { concepts: withoutBadParents(concepts, rows, (row, message) => faults.push({ file, row, field: 'parents', message })) };
  return { lexicon, faults };
}

type Report = (field: string, message: string) => void;

function readConcept(entry: unknown, report: Report): Concept | undefined {
  if (!isRecord(entry)) {
    report('concept', 'A concept is an object with id, label, bucket and aliases.');
    return undefined;
  }
  let sound = true;
  const fault: Report = (field, message) => {
    sound = false;
    report(field, message);
  };
  const text = (field: string): string => {
    const value = entry[field];
    if (typeof value === 'string' && value.trim() !== '') return value.trim();
    fault(field, `"${field}" is a text that is not empty.`);
    return '';
  };
  const concept = { id: text('id'), label: text('label'), bucket: text('bucket'), aliases: readAliases(entry.aliases, fault) };
  const parents = readParents(entry.parents, fault);
  return sound ? { ...concept, ...(parents.length > 0 && { parents }) } : undefined;
}

function readAliases(value: unknown, fault: Report): Concept['aliases'] {
  if (!isRecord(value)) {
    fault('aliases', 'Aliases are lists of texts by language, as {"en": ["bag"]}.');
    return {};
  }
  const aliases: Partial<Record<Language, readonly string[]>> = {};
  for (const [language, list] of Object.entries(value)) {
    const field = `aliases.${language}`;
    if (!isLanguage(language)) fault(field, `The language "${language}" is unknown; there are ${languages.join(', ')}.`);
    else if (!Array.isArray(list)) fault(field, 'The aliases of a language are a list of texts.');
    else aliases[language] = list.map((alias, i) => readAlias(alias, `${field}[${i}]`, fault));
  }
  if (Object.values(value).every((list) => Array.isArray(list) && list.length === 0))
    fault('aliases', 'There is no alias in any language.');
  return aliases;
}

function readAlias(alias: unknown, field: string, fault: Report): string {
  if (typeof alias !== 'string') {
    fault(field, 'An alias is a text.');
    return '';
  }
  const text = normaliseText(alias);
  if (!/[\p{L}\p{N}]/u.test(text)) fault(field, 'The alias is empty, or has no letter or digit.');
  return text;
}

function readParents(value: unknown, fault: Report): readonly string[] {
  if (value === undefined || value === null) return [];
  if (Array.isArray(value) && value.every((parent) => typeof parent === 'string')) return value;
  fault('parents', 'Parents are a list of ids.');
  return [];
}

/** Reports parents that don't exist and circles; the concepts stay, without those parents. */
function withoutBadParents(
  concepts: readonly Concept[],
  rows: ReadonlyMap<string, number>,
  report: (row: number, message: string) => void,
): Concept[] {
  const parentsOf = new Map(concepts.map(({ id, parents = [] }) => [id, parents]));
  return concepts.map((concept) => {
    const row = rows.get(concept.id) ?? 0;
    const good = concept.parents?.filter((parent) => {
      if (!parentsOf.has(parent)) report(row, `The parent "${parent}" is no concept of this lexicon.`);
      else if (reaches(parent, concept.id, parentsOf)) report(row, `"${concept.id}" is its own ancestor through "${parent}".`);
      else return true;
      return false;
    });
    return good && good.length < (concept.parents?.length ?? 0) ? { ...concept, parents: good } : concept;
  });
}

function reaches(from: string, to: string, parentsOf: ReadonlyMap<string, readonly string[]>): boolean {
  const seen = new Set<string>();
  const open = [from];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (id === to) return true;
    if (seen.has(id)) continue;
    seen.add(id);
    open.push(...(parentsOf.get(id) ?? []));
  }
  return false;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
