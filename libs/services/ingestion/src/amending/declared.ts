import type { ColumnSchema } from '@atelier/contracts';
import { literal } from '@atelier/tables';
import { type Conversion, everyConversion } from '../reading/conversions.js';

/** Readings that are taken only where somebody says so, because the same texts are numbers, or words, as well. */
const declaredOnly: readonly Conversion[] = [
  words('yes/no', ['yes', 'y'], ['no', 'n']),
  words('1/0', ['1', '1.0'], ['0', '0.0']),
  words('t/f', ['t', 'true'], ['f', 'false']),
  words('on/off', ['on'], ['off']),
  {
    type: 'datetime',
    format: 'yyyymmdd',
    pattern: '[0-9]{8}',
    value: (text) => `try_strptime(trim(${text}), '%Y%m%d')`,
  },
  instant('epoch seconds', (number) => `make_timestamp((${number} * 1000000)::BIGINT)`, 9_224_318_015_999),
  instant('epoch milliseconds', (number) => `make_timestamp((${number} * 1000)::BIGINT)`, 9_224_318_015_999_000),
  // 1899-12-30, because Excel believes in a 29 February 1900.
  instant('excel days', (number) => `make_timestamp(((${number} - 25569) * 86400000000)::BIGINT)`, 2_958_466),
  instant('excel days 1904', (number) => `make_timestamp(((${number} - 24107) * 86400000000)::BIGINT)`, 2_957_004),
];

function words(format: string, yes: readonly string[], no: readonly string[]): Conversion {
  const list = (texts: readonly string[]) => `[${texts.map(literal).join(', ')}]`;
  return {
    type: 'boolean',
    format,
    pattern: [...yes, ...no].map((word) => `(?i:${word.replace('.', '[.]')})`).join('|'),
    value: (text) =>
      `CASE WHEN list_contains(${list(yes)}, lower(trim(${text}))) THEN true WHEN list_contains(${list(no)}, lower(trim(${text}))) THEN false END`,
  };
}

function instant(format: string, value: (number: string) => string, largest: number): Conversion {
  return {
    type: 'datetime',
    format,
    pattern: '[+-]?[0-9]{1,16}([.][0-9]*)?',
    value: (text) => `CASE WHEN abs(try_cast(${text} AS DOUBLE)) < ${largest} THEN ${value(`try_cast(${text} AS DOUBLE)`)} END`,
  };
}

/** The readings of a declared type, under one format if one is named; undefined for a format that there is not. */
export function declaredConversions(type: ColumnSchema['type'], format: string | undefined): Conversion[] | undefined {
  const all = [...everyConversion, ...declaredOnly].filter(
    (conversion) => conversion.type === type || (type === 'float' && conversion.type === 'integer'),
  );
  if (format === undefined)
    return all.filter(
      (conversion) => !declaredOnly.includes(conversion) || conversion.type === 'boolean' || conversion.format === 'yyyymmdd',
    );
  const named = all.filter((conversion) => conversion.format === format);
  return named.length > 0 ? named : undefined;
}

/** Formats that may be named for a type. */
export function formatsOf(type: ColumnSchema['type']): string[] {
  return (declaredConversionsOfAll(type) ?? []).map(({ format }) => format);
}

function declaredConversionsOfAll(type: ColumnSchema['type']): Conversion[] {
  return [...everyConversion, ...declaredOnly].filter((conversion) => conversion.type === type);
}
