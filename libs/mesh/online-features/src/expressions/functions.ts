import type { Scalar, ValueKind } from './values.js';

/** One function or operator: what it takes, what it gives, and the same computation in JavaScript and in SQL. */
export interface Operation {
  /** What its arguments are; `same` are of one kind, whichever; the last stands for all that follow when `isOpen`. */
  readonly takes: readonly (ValueKind | 'same')[];
  readonly isOpen?: true;
  readonly gives: ValueKind | 'same';
  readonly doc: string;
  /** A missing argument makes the result missing, without a call, unless the operation says what it does with it. */
  readonly seesMissing?: true;
  evaluate(values: readonly Scalar[]): Scalar;
  sql(parts: readonly string[]): string;
}

/** A value where it fulfils a condition on `v`, else NULL. Written with a lambda, because CASE would repeat the text of the value at every level. */
export const only = (sql: string, condition: string): string => `list_filter([${sql}], lambda v: ${condition})[1]`;
const unlessZero = (sql: string): string => only(sql, 'v <> 0');

type Numbers = (a: number, b: number) => number | null;
const dayMs = 86_400_000;

const arithmetic = (doc: string, evaluate: Numbers, sql: (a: string, b: string) => string): Operation => ({
  takes: ['number', 'number'],
  gives: 'number',
  doc,
  evaluate: ([a, b]) => evaluate(a as number, b as number),
  sql: ([a, b]) => sql(a, b),
});

const one = (doc: string, evaluate: (a: number) => number | null, sql: (a: string) => string): Operation => ({
  takes: ['number'],
  gives: 'number',
  doc,
  evaluate: ([a]) => evaluate(a as number),
  sql: ([a]) => sql(a),
});

const equality = (doc: string, evaluate: (a: Scalar, b: Scalar) => boolean, operator: string): Operation => ({
  takes: ['same', 'same'],
  gives: 'boolean',
  doc,
  evaluate: ([a, b]) => evaluate(a, b),
  sql: ([a, b]) => `(${a} ${operator} ${b})`,
});

const order = (doc: string, evaluate: (a: number, b: number) => boolean, operator: string): Operation => ({
  takes: ['same', 'same'],
  gives: 'boolean',
  doc,
  evaluate: ([a, b]) => evaluate(a as number, b as number),
  sql: ([a, b]) => `(${a} ${operator} ${b})`,
});

const datePart = (doc: string, evaluate: (date: Date) => number, sql: (a: string) => string): Operation => ({
  takes: ['datetime'],
  gives: 'number',
  doc,
  evaluate: ([at]) => evaluate(new Date(at as number)),
  sql: ([a]) => `${sql(a)}::DOUBLE`,
});

const part = (name: string) => (a: string) => `date_part('${name}', ${a})`;

/** SQL's logic of three values: false decides `and`, true decides `or`, whatever is missing beside it. */
const logic = (doc: string, decides: boolean, operator: string): Operation => ({
  takes: ['boolean', 'boolean'],
  gives: 'boolean',
  doc,
  seesMissing: true,
  evaluate: (values) => (values.includes(decides) ? decides : values.includes(null) ? null : !decides),
  sql: ([a, b]) => `(${a} ${operator} ${b})`,
});

const extreme = (doc: string, choose: (...values: number[]) => number, name: string): Operation => ({
  takes: ['number'],
  isOpen: true,
  gives: 'number',
  doc,
  seesMissing: true,
  evaluate: (values) => {
    const present = values.filter((value) => value !== null) as number[];
    return present.length === 0 ? null : choose(...present);
  },
  sql: (parts) => `${name}(${parts.join(', ')})`,
});

/**
 * All that an expression can call. Logarithms and powers are not among them: mathematical libraries differ in their last bit, and what is computed
 * for training must be what is computed for serving. A result that is no finite number is missing.
 */
export const expressionFunctions: Readonly<Record<string, Operation>> = {
  '+': arithmetic(
    'a + b',
    (a, b) => a + b,
    (a, b) => `(${a} + ${b})`,
  ),
  '-': arithmetic(
    'a - b',
    (a, b) => a - b,
    (a, b) => `(${a} - ${b})`,
  ),
  '*': arithmetic(
    'a * b',
    (a, b) => a * b,
    (a, b) => `(${a} * ${b})`,
  ),
  '/': arithmetic(
    'a / b; missing when b is 0',
    (a, b) => (b === 0 ? null : a / b),
    (a, b) => `(${a} / ${unlessZero(b)})`,
  ),
  '%': arithmetic(
    'remainder with the sign of a; missing when b is 0',
    (a, b) => (b === 0 ? null : a % b),
    (a, b) => `(${a} % ${unlessZero(b)})`,
  ),
  negate: one(
    '-a',
    (a) => -a,
    (a) => `(-${a})`,
  ),
  abs: one('size without sign', Math.abs, (a) => `abs(${a})`),
  floor: one('the whole number below', Math.floor, (a) => `floor(${a})`),
  ceil: one('the whole number above', Math.ceil, (a) => `ceil(${a})`),
  round: one(
    'the nearest whole number, halves upwards',
    (a) => Math.floor(a + 0.5),
    (a) => `floor(${a} + 0.5)`,
  ),
  sqrt: one(
    'square root; missing below 0',
    (a) => (a < 0 ? null : Math.sqrt(a)),
    (a) => `sqrt(${only(a, 'v >= 0')})`,
  ),
  least: extreme('the least of those that are there', Math.min, 'least'),
  greatest: extreme('the greatest of those that are there', Math.max, 'greatest'),
  '=': equality('equal', (a, b) => a === b, '='),
  '!=': equality('not equal', (a, b) => a !== b, '<>'),
  '<': order('less, or earlier', (a, b) => a < b, '<'),
  '<=': order('at most', (a, b) => a <= b, '<='),
  '>': order('more, or later', (a, b) => a > b, '>'),
  '>=': order('at least', (a, b) => a >= b, '>='),
  and: logic('both', false, 'AND'),
  or: logic('either', true, 'OR'),
  not: { takes: ['boolean'], gives: 'boolean', doc: 'the opposite', evaluate: ([a]) => !a, sql: ([a]) => `(NOT ${a})` },
  is_null: {
    takes: ['same'],
    gives: 'boolean',
    doc: 'whether a is missing',
    seesMissing: true,
    evaluate: ([a]) => a === null,
    sql: ([a]) => `(${a} IS NULL)`,
  },
  coalesce: {
    takes: ['same'],
    isOpen: true,
    gives: 'same',
    doc: 'the first that is there',
    seesMissing: true,
    evaluate: (values) => values.find((value) => value !== null) ?? null,
    sql: (parts) => `coalesce(${parts.join(', ')})`,
  },
  if: {
    takes: ['boolean', 'same', 'same'],
    gives: 'same',
    doc: 'if(condition, then, else); a missing condition counts as false',
    seesMissing: true,
    evaluate: ([condition, yes, no]) => (condition === true ? yes : no),
    sql: ([condition, yes, no]) => `CASE WHEN ${condition} THEN ${yes} ELSE ${no} END`,
  },
  concat: {
    takes: ['text', 'text'],
    isOpen: true,
    gives: 'text',
    doc: 'texts one after another',
    evaluate: (values) => values.join(''),
    sql: (parts) => `(${parts.join(' || ')})`,
  },
  length: {
    takes: ['text'],
    gives: 'number',
    doc: 'characters (Unicode code points) of a text',
    evaluate: ([a]) => [...(a as string)].length,
    sql: ([a]) => `length(${a})::DOUBLE`,
  },
  year: datePart('year, UTC', (date) => date.getUTCFullYear(), part('year')),
  quarter: datePart('1 to 4', (date) => Math.floor(date.getUTCMonth() / 3) + 1, part('quarter')),
  month: datePart('1 to 12', (date) => date.getUTCMonth() + 1, part('month')),
  day: datePart('day of the month', (date) => date.getUTCDate(), part('day')),
  hour: datePart('0 to 23, UTC', (date) => date.getUTCHours(), part('hour')),
  minute: datePart('0 to 59', (date) => date.getUTCMinutes(), part('minute')),
  day_of_week: datePart('1 (Monday) to 7', (date) => ((date.getUTCDay() + 6) % 7) + 1, part('isodow')),
  day_of_year: datePart('1 to 366', dayOfYear, part('doy')),
  days_between: {
    takes: ['datetime', 'datetime'],
    gives: 'number',
    doc: 'days from the first time to the second, with their fraction',
    evaluate: ([a, b]) => ((b as number) - (a as number)) / dayMs,
    sql: ([a, b]) => `((epoch_ms(${b}) - epoch_ms(${a}))::DOUBLE / ${dayMs}.0::DOUBLE)`,
  },
  datetime: {
    takes: ['text'],
    gives: 'datetime',
    doc: "a time that is written in the expression: datetime('2026-01-31T12:00:00Z')",
    evaluate: ([a]) => timeOf(a as string),
    sql: ([a]) => `try_strptime(${a}, ['%Y-%m-%dT%H:%M:%S.%gZ', '%Y-%m-%dT%H:%M:%SZ'])`,
  },
};

const timeForm = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{3})?Z$/;

function timeOf(text: string): number | null {
  const at = timeForm.test(text) ? Date.parse(text) : Number.NaN;
  // A day that the month does not have would roll over into the next.
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(text.slice(0, 19)) ? at : null;
}

function dayOfYear(date: Date): number {
  const start = Date.UTC(date.getUTCFullYear(), 0, 1);
  return Math.floor((date.getTime() - start) / dayMs) + 1;
}
