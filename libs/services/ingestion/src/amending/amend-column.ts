import type { ColumnSchema } from '@atelier/contracts';
import { literal, type TableDatabase } from '@atelier/tables';
import { type Conversion, fits } from '../reading/conversions.js';
import { isToken, missingTokens } from '../reading/missing-tokens.js';
import { Refusal } from '../reading/reading.js';
import type { ColumnAmendment } from './amendment.js';
import { declaredConversions, formatsOf } from './declared.js';

/** Where the texts of a column come from: the file as it was uploaded, or our Parquet. */
export interface Texts {
  /** Stands after FROM; rows in the order of the table. */
  readonly relation: string;
  /** SQL of the text. */
  readonly text: string;
}

/** A column as it will be written. */
export interface AmendedColumn {
  readonly name: string;
  /** SQL over the texts' relation, or over the parent's for a column that is not read again. */
  readonly expression: string;
  readonly type: ColumnSchema['type'];
  readonly format: string | null;
  readonly missingTokens: readonly string[];
}

const asWords: ReadonlySet<ColumnSchema['type']> = new Set(['category', 'text', 'identifier']);

/**
 * Reads a column's texts under the declared type: under the first reading that fits every row which is not missing. `dataset.conversion_failed` names
 * the first row that none fits.
 */
export async function readAgain(
  database: TableDatabase,
  column: ColumnSchema,
  change: ColumnAmendment,
  { relation, text }: Texts,
): Promise<AmendedColumn> {
  const type = change.type ?? column.type;
  const tokens = [...new Set([...missingTokens, ...column.missing_tokens, ...(change.missing_tokens ?? [])])];
  const isMissing = isToken(text, tokens);
  const kept = [...new Set([...column.missing_tokens, ...(change.missing_tokens ?? [])])];
  const named = { name: column.name, type, missingTokens: kept };
  // In a column of words only what is said to mean missing does.
  if (asWords.has(type))
    return {
      ...named,
      format: null,
      expression: kept.length === 0 ? `nullif(${text}, '')` : `CASE WHEN ${isToken(text, kept)} THEN NULL ELSE ${text} END`,
    };
  const conversion = await fitting(database, column.name, type, change.format, { relation, text, isMissing });
  const value = type === 'float' ? `(${conversion.value(text)})::DOUBLE` : conversion.value(text);
  return { ...named, format: conversion.format, expression: `CASE WHEN ${isMissing} THEN NULL ELSE ${value} END` };
}

async function fitting(
  database: TableDatabase,
  name: string,
  type: ColumnSchema['type'],
  format: string | undefined,
  { relation, text, isMissing }: Texts & { readonly isMissing: string },
): Promise<Conversion> {
  const conversions = declaredConversions(type, format);
  if (!conversions)
    throw failed(
      `${JSON.stringify(name)}: there is no format ${JSON.stringify(format)} of ${type}; there are ${formatsOf(type).join(', ')}.`,
    );
  const present = `${text} IS NOT NULL AND NOT ${isMissing}`;
  const counts = conversions.map((conversion, at) => `count(*) FILTER (${present} AND NOT ${fits(conversion, text)}) AS k${at}`);
  const [row] = await database.rows<Record<string, string>>(`SELECT ${counts.join(', ')} FROM ${relation}`);
  const unfit = conversions.map((_, at) => Number(row[`k${at}`]));
  const best = unfit.indexOf(Math.min(...unfit));
  if (unfit[best] === 0) return conversions[best];
  const numbered = `SELECT row_number() OVER () - 1 AS row, ${text} AS value, ${present} AND NOT ${fits(conversions[best], text)} AS bad FROM ${relation}`;
  const [first] = await database.rows<{ row: string; value: string }>(
    `SELECT row, value FROM (${numbered}) WHERE bad ORDER BY row LIMIT 1`,
  );
  const what = format === undefined ? type : `${type} written as ${format}`;
  throw failed(
    `Row ${first.row} (counted from 0), column ${JSON.stringify(name)}: ${JSON.stringify(first.value.slice(0, 60))} is no ${what}, nor are ${unfit[best] - 1} others; name what means missing in missing_tokens, or choose another type.`,
  );
}

/** Blanks, replacements and bounds, of values that are typed already. `dataset.conversion_failed` for what does not go with the type. */
export function changeValues(
  expression: string,
  { name, type }: Pick<AmendedColumn, 'name' | 'type'>,
  storedType: string,
  change: ColumnAmendment,
  today: string,
): string {
  const kind =
    asWords.has(type) && storedType === 'VARCHAR'
      ? 'text'
      : storedType === 'TIMESTAMP'
        ? 'date'
        : storedType === 'BOOLEAN'
          ? 'truth'
          : 'number';
  const wrong = (what: string, value: unknown) =>
    failed(`${JSON.stringify(name)}: ${what} ${JSON.stringify(value)} does not go with the type ${type}.`);
  let value = expression;
  if (change.trim) {
    if (kind !== 'text') throw wrong('trim', true);
    value = `nullif(trim(${value}), '')`;
  }
  if (change.replace) value = replaced(value, kind, change.replace, wrong);
  return change.range ? ranged(value, kind, change.range, today, wrong) : value;
}

type Kind = 'text' | 'number' | 'date' | 'truth';
type Wrong = (what: string, value: unknown) => Refusal;

function replaced(value: string, kind: Kind, replace: NonNullable<ColumnAmendment['replace']>, wrong: Wrong): string {
  const cases = Object.entries(replace).map(([from, to]) => {
    const compared = kind === 'date' ? `v::DATE` : 'v';
    return `WHEN ${compared} = ${constant(from, kind, wrong)} THEN ${to === null ? 'NULL' : constant(to, kind, wrong)}`;
  });
  // The value is named once, because it may be long.
  return cases.length === 0 ? value : `list_transform([${value}], lambda v: CASE ${cases.join(' ')} ELSE v END)[1]`;
}

function constant(value: string | number | boolean, kind: Kind, wrong: Wrong): string {
  if (kind === 'text') return literal(String(value));
  if (kind === 'number') {
    if (typeof value === 'boolean' || String(value).trim() === '' || !Number.isFinite(Number(value))) throw wrong('the value', value);
    return String(Number(value));
  }
  if (kind === 'truth') {
    if (!/^(true|false)$/.test(String(value))) throw wrong('the value', value);
    return String(value);
  }
  return `TIMESTAMP ${literal(dateText(value, wrong))}`;
}

function dateText(value: string | number | boolean, wrong: Wrong): string {
  const text = String(value);
  if (!/^\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\d(\.\d+)?Z?)?$/.test(text) || Number.isNaN(Date.parse(text))) throw wrong('the date', value);
  return text.replace('T', ' ').replace('Z', '');
}

function ranged(value: string, kind: Kind, { min, max }: NonNullable<ColumnAmendment['range']>, today: string, wrong: Wrong): string {
  if (kind === 'text' || kind === 'truth') throw wrong('range', { min, max });
  const bound = (given: string | number) => constant(given === 'today' ? today : given, kind, wrong);
  // The whole of the last day is within.
  const above = (given: string | number) =>
    kind === 'date' && String(given === 'today' ? today : given).length === 10
      ? `v >= ${bound(given)} + INTERVAL 1 DAY`
      : `v > ${bound(given)}`;
  const outside = [...(min === undefined ? [] : [`v < ${bound(min)}`]), ...(max === undefined ? [] : [above(max)])];
  return `list_transform([${value}], lambda v: CASE WHEN ${outside.join(' OR ')} THEN NULL ELSE v END)[1]`;
}

function failed(detail: string): Refusal {
  return new Refusal('dataset.conversion_failed', detail);
}
