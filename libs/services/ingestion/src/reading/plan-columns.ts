import type { TableDatabase } from '@atelier/tables';
import { type InferredText, inferTexts } from './infer-types.js';
import { isToken } from './missing-tokens.js';
import { columnAt, type TableSource } from './table-source.js';

/** What a column will be in our Parquet. */
export interface PlannedColumn {
  readonly name: string;
  /** `text` is divided into category, text and identifier once the values are counted. */
  readonly type: 'integer' | 'float' | 'boolean' | 'datetime' | 'text';
  /** How the source wrote it, where that matters: `dd-mm-yyyy`. */
  readonly format: string | null;
  /** Other formats of dates that fit every row as well. */
  readonly alternatives?: readonly string[];
  /** Texts that mean missing in the source, beside blanks. */
  readonly missingTokens: readonly string[];
  /** SQL of its values over the source's relation. */
  readonly expression: string;
}

const wholeType = /^U?(TINYINT|SMALLINT|INTEGER|BIGINT|HUGEINT)$/;
const mayBeHuge = /^(UINTEGER|U?BIGINT|U?HUGEINT)$/;
const largestExact = '9007199254740991';

/** Decides every column's type from all of its values. */
export async function planColumns(database: TableDatabase, source: TableSource): Promise<PlannedColumn[]> {
  const all = source.storedTypes.map((storedType, at) => ({ storedType, at }));
  const texts = all.filter(({ storedType }) => storedType === 'VARCHAR').map(({ at }) => at);
  const inferred = await inferTexts(database, source, texts);
  const inexact = await inexactIntegers(
    database,
    source,
    all.filter(({ storedType }) => mayBeHuge.test(storedType)).map(({ at }) => at),
  );
  return all.map(({ storedType, at }) => {
    const found = inferred.get(at);
    return found ? plannedText(source.names[at], at, found) : plannedTyped(source.names[at], at, storedType, inexact.has(at));
  });
}

function plannedText(name: string, at: number, { conversion, missing, alternatives = [] }: InferredText): PlannedColumn {
  const column = columnAt(at);
  const tokens = [...missing.keys()];
  const value = conversion ? conversion.value(column) : column;
  return {
    name,
    type: conversion?.type ?? 'text',
    format: conversion?.format ?? null,
    ...(alternatives.length > 0 ? { alternatives } : {}),
    missingTokens: tokens.filter((token) => token !== '').sort(),
    expression: tokens.length === 0 ? value : `CASE WHEN ${isToken(column, tokens)} THEN NULL ELSE ${value} END`,
  };
}

function plannedTyped(name: string, at: number, storedType: string, isInexact: boolean): PlannedColumn {
  const column = columnAt(at);
  const planned = (type: PlannedColumn['type'], expression: string) => ({ name, type, format: null, missingTokens: [], expression });
  if (storedType === 'BOOLEAN') return planned('boolean', column);
  if (wholeType.test(storedType)) return isInexact ? planned('text', `${column}::VARCHAR`) : planned('integer', `${column}::BIGINT`);
  if (/^(FLOAT|DOUBLE)$/.test(storedType)) return planned('float', `CASE WHEN isnan(${column}) THEN NULL ELSE ${column}::DOUBLE END`);
  if (storedType.startsWith('DECIMAL')) return planned('float', `${column}::DOUBLE`);
  if (/^(DATE|TIMESTAMP)/.test(storedType)) return planned('datetime', `${column}::TIMESTAMP`);
  return planned('text', `${column}::VARCHAR`);
}

/** Those with a value beyond 2^53: as float64 they would be other numbers, so they stay texts. */
async function inexactIntegers(database: TableDatabase, source: TableSource, columns: readonly number[]): Promise<Set<number>> {
  if (columns.length === 0) return new Set();
  const counts = columns.map(
    (at) => `count(*) FILTER (${columnAt(at)} NOT BETWEEN -${largestExact} AND ${largestExact}) AS ${columnAt(at)}`,
  );
  const [row] = await database.rows<Record<string, string>>(`SELECT ${counts.join(', ')} FROM ${source.relation}`);
  return new Set(columns.filter((at) => Number(row[columnAt(at)]) > 0));
}
