import type { ColumnType } from '../frame/column.js';
import type { SignatureColumn } from '../frame/signature.js';
import { categoryText } from '../preparation/clean-text.js';
import { dateReader, dayLength } from './date-text.js';

/** Reads one raw value (JSON) of a number column: NaN is missing; undefined when it isn't one. */
export type NumberReader = (value: unknown) => number | undefined;

/** Reads one raw value of a text column: '' is missing; undefined when it isn't one. */
export type TextReader = (value: unknown) => string | undefined;

export function numberReader(column: SignatureColumn): NumberReader {
  const isMissing = missingTest(column);
  const parse = parserOf(column);
  return (value) => {
    if (value === null || value === undefined) return Number.NaN;
    if (typeof value === 'string') return isMissing(value) ? Number.NaN : finite(parse(value.trim()));
    return finite(parse(value));
  };
}

export function textReader(column: SignatureColumn): TextReader {
  const isMissing = missingTest(column);
  return (value) => {
    if (value === null || value === undefined) return '';
    if (typeof value === 'string') return isMissing(value) ? '' : categoryText(value);
    if (typeof value === 'boolean' || (typeof value === 'number' && Number.isFinite(value)))
      return isMissing(String(value)) ? '' : String(value);
    return undefined;
  };
}

/** What a number column of this type takes, for error messages. */
export function expectedValue(column: SignatureColumn): string {
  if (column.kind === 'text') return 'a text';
  return expectations[column.type] ?? 'a number';
}

const expectations: Partial<Record<ColumnType, string>> = {
  boolean: 'true or false',
  datetime: 'a date such as 2026-11-21 or 2026-11-21T08:30:00Z, or seconds or milliseconds since 1970',
};

function missingTest({ missingTokens }: SignatureColumn): (text: string) => boolean {
  const tokens = new Set(missingTokens.map((token) => token.trim()));
  tokens.add('');
  return (text) => tokens.has(text.trim());
}

/** Infinity and NaN are no JSON values, and 1e999 is no number that a model could have learned from. */
function finite(value: number | undefined): number | undefined {
  return value !== undefined && Number.isFinite(value) ? value : undefined;
}

type Parser = (value: unknown) => number | undefined;

function parserOf({ type, format }: SignatureColumn): Parser {
  if (type === 'boolean') return parseBoolean;
  return type === 'datetime' ? datetimeParser(format) : numberParser(format);
}

const decimal = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;
const thousands = /^[+-]?\d{1,3}(,\d{3})+(\.\d*)?$/;
const decimalComma = /^[+-]?(\d+,\d*|,\d+)$/;

/** Numbers as ingestion's formats have them, where a dot, a blank or a sign means something else than in JSON; in its order of dots and commas. */
const written: Readonly<Record<string, (text: string) => string>> = {
  'thousands dot': fromDecimalComma,
  'thousands apart': (text) => text.replaceAll(/(?<=\d)[ \u00a0\u202f'’](?=\d{3})/g, '').replace(',', '.'),
  percent: (text) => text.replace(/[ \u00a0]?%$/, '').replace(',', '.'),
  currency: (text) => unmarked(text).replaceAll(/(?<=\d),(?=\d{3})/g, ''),
  'currency, decimal comma': (text) => fromDecimalComma(unmarked(text)),
};

function fromDecimalComma(text: string): string {
  return text.replaceAll(/(?<=\d)\.(?=\d{3}(\D|$))/g, '').replace(',', '.');
}

function unmarked(text: string): string {
  return text.replace(/([$€£¥₹]|USD|EUR|GBP|CHF) ?/, '').trim();
}

/** A comma is read as the source wrote it; where that isn't known, as thousands where it can be, as ingestion does. */
function numberParser(format?: string): Parser {
  const withComma = (text: string) => {
    if (format !== 'decimal comma' && thousands.test(text)) return Number(text.replaceAll(',', ''));
    return format !== 'thousands comma' && decimalComma.test(text) ? Number(text.replace(',', '.')) : undefined;
  };
  return (value) => {
    if (typeof value === 'number') return value;
    if (typeof value !== 'string') return undefined;
    const text = format === undefined ? value : (written[format]?.(value) ?? value);
    return decimal.test(text) ? Number(text) : withComma(text);
  };
}

const truths = new Map([
  ...['true', 'yes', 't', 'y', '1'].map((text) => [text, 1] as const),
  ...['false', 'no', 'f', 'n', '0'].map((text) => [text, 0] as const),
]);

const parseBoolean: Parser = (value) => {
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (typeof value === 'string') return truths.get(value.toLowerCase());
  return value === 0 || value === 1 ? value : undefined;
};

/** Beyond this many, an epoch is in milliseconds (from 1973 on), below in seconds (until the year 5138). */
const secondsUntil = 1e11;

function datetimeParser(format?: string): Parser {
  const readDate = dateReader(format);
  return (value) => {
    if (typeof value === 'number') return (Math.abs(value) < secondsUntil ? value * 1000 : value) / dayLength;
    return typeof value === 'string' ? readDate(value) : undefined;
  };
}
