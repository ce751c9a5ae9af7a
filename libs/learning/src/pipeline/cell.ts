import type { ColumnType } from '../frame/column.js';
import type { SignatureColumn } from '../frame/signature.js';
import { cleanText } from '../preparation/clean-text.js';

/** Reads one raw value (JSON) of a number column: NaN is missing; undefined when it isn't one. */
export type NumberReader = (value: unknown) => number | undefined;

/** Reads one raw value of a text column: '' is missing; undefined when it isn't one. */
export type TextReader = (value: unknown) => string | undefined;

export function numberReader(column: SignatureColumn): NumberReader {
  const isMissing = missingTest(column);
  const parse = parsers[column.type] ?? parseNumber;
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
    if (typeof value === 'string') return isMissing(value) ? '' : cleanText(value);
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

const decimal = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;

const parseNumber: Parser = (value) => {
  if (typeof value === 'number') return value;
  return typeof value === 'string' && decimal.test(value) ? Number(value) : undefined;
};

const truths = new Map([
  ...['true', 'yes', 't', 'y', '1'].map((text) => [text, 1] as const),
  ...['false', 'no', 'f', 'n', '0'].map((text) => [text, 0] as const),
]);

const parseBoolean: Parser = (value) => {
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (typeof value === 'string') return truths.get(value.toLowerCase());
  return value === 0 || value === 1 ? value : undefined;
};

const iso = /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(\.\d{1,9})?)?(?:Z|([+-])(\d\d):?(\d\d))?)?$/;
export const dayLength = 86_400_000;
/** Beyond this many, an epoch is in milliseconds (from 1973 on), below in seconds (until the year 5138). */
const secondsUntil = 1e11;

/** Days since 1970-01-01 UTC; a text without an offset is UTC. */
const parseDatetime: Parser = (value) => {
  if (typeof value === 'number') return (Math.abs(value) < secondsUntil ? value * 1000 : value) / dayLength;
  const parts = typeof value === 'string' ? iso.exec(value) : null;
  if (!parts) return undefined;
  const [year, month, day, hour = 0, minute = 0, second = 0] = parts.slice(1, 7).map((part) => Number(part ?? 0));
  const date = new Date(Date.UTC(2000, month - 1, day, hour, minute, second));
  date.setUTCFullYear(year, month - 1, day);
  // The calendar has no 30th of February, the clock no 25th hour.
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day || hour > 23 || minute > 59 || second > 59) return undefined;
  const offset = (parts[8] === '-' ? -1 : 1) * (Number(parts[9] ?? 0) * 60 + Number(parts[10] ?? 0)) * 60_000;
  return (date.getTime() + Number(parts[7] ?? 0) * 1000 - offset) / dayLength;
};

const parsers: Partial<Record<ColumnType, Parser>> = { boolean: parseBoolean, datetime: parseDatetime };
