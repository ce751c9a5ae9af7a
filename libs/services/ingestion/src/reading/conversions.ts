import { literal } from '@atelier/tables';

/** One way to understand the texts of a column: which ones fit it, and what they become. */
export interface Conversion {
  readonly type: 'integer' | 'float' | 'boolean' | 'datetime';
  /** For people and the dataset's record: `dd-mm-yyyy`, `decimal comma`. */
  readonly format: string;
  /** What the whole trimmed text looks like, in the syntax that JavaScript and RE2 share. */
  readonly pattern: string;
  /** SQL of the value of a text that fits the pattern (blanks around it allowed); NULL if it has none after all (a 31 February). */
  readonly value: (text: string) => string;
  /**
   * SQL that is true only for texts that certainly fit and have a value, and cheap: matching the pattern costs ten times as much,
   * and CASE lets DuckDB do it for the other rows alone.
   */
  readonly surely?: (text: string) => string;
}

/** SQL: whether a text fits the conversion and has a value. */
export function fits({ pattern, value, surely }: Conversion, text: string): string {
  const matches = `regexp_full_match(trim(${text}), ${literal(pattern)})`;
  const quick = surely ? `WHEN ${surely(text)} THEN true ` : '';
  return `CASE ${quick}WHEN ${matches} THEN (${value(text)}) IS NOT NULL ELSE false END`;
}

/** Whole numbers up to 2^53 − 1, which a float64 holds exactly; longer ones and leading zeros are names, not quantities. */
const wholeNumber = `(0|[1-9][0-9]{0,14}|${sixteenDigitsUpTo(String(Number.MAX_SAFE_INTEGER))})`;

/** A pattern of the numbers with as many digits that are not greater: at each place a smaller digit and then any, or the number itself. */
function sixteenDigitsUpTo(largest: string): string {
  const smaller = [...largest].flatMap((digit, at) => {
    const least = at === 0 ? 1 : 0;
    if (Number(digit) <= least) return [];
    return [`${largest.slice(0, at)}[${least}-${Number(digit) - 1}][0-9]{${largest.length - at - 1}}`];
  });
  return [...smaller, largest].join('|').replaceAll('[0-9]{0}', '');
}

const integer: Conversion = {
  type: 'integer',
  format: 'integer',
  pattern: `[+-]?${wholeNumber}`,
  value: (text) => `try_cast(${text} AS BIGINT)`,
  surely: (text) => `try_cast(${text} AS INTEGER)::VARCHAR = ${text}`,
};

/** TRY_CAST also reads `inf`, `nan` and `1_000`, which the patterns leave out. */
const finite = (text: string) => `CASE WHEN isfinite(try_cast(${text} AS DOUBLE)) THEN try_cast(${text} AS DOUBLE) END`;

/** Of a text from `from` on and before `to`, byte by byte: what its first characters are. */
const between = (text: string, from: string, to: string) => `(${text} >= ${literal(from)} AND ${text} < ${literal(to)})`;

const float: Conversion = {
  type: 'float',
  format: 'float',
  pattern: `[+-]?((0|[1-9][0-9]*)[.][0-9]*|[.][0-9]+|${wholeNumber})([eE][+-]?[0-9]{1,3})?`,
  value: finite,
  surely: (text) =>
    `strlen(${text}) <= 15 AND (${between(text, '1', ':')} OR ${between(text, '0.', '0/')} OR ${between(text, '-1', '-:')} OR ${between(text, '-0.', '-0/')}) ` +
    `AND coalesce(isfinite(try_cast(${text} AS DOUBLE)), false) AND NOT contains(${text}, '_')`,
};

const decimalComma: Conversion = {
  type: 'float',
  format: 'decimal comma',
  pattern: `[+-]?${wholeNumber}(,[0-9]*)?`,
  value: (text) => finite(`replace(${text}, ',', '.')`),
};

const thousands: Conversion = {
  type: 'float',
  format: 'thousands comma',
  pattern: '[+-]?(0|[1-9][0-9]{0,2}(,[0-9]{3})*|[1-9][0-9]{0,14})([.][0-9]*)?',
  value: (text) => finite(`replace(${text}, ',', '')`),
};

/** A number whose digits are grouped by threes and whose fraction follows a comma, as most of Europe writes it. */
const thousandsDot: Conversion = {
  type: 'float',
  format: 'thousands dot',
  pattern: '[+-]?(0|[1-9][0-9]{0,2}([.][0-9]{3})*|[1-9][0-9]{0,14})(,[0-9]*)?',
  value: (text) => finite(`replace(replace(${text}, '.', ''), ',', '.')`),
};

const apart = /\d[ \u00a0\u202f'’]\d/;

/** Blanks (also those that do not break) or apostrophes between the thousands; a fraction after a comma or a dot. */
const thousandsApart: Conversion = {
  type: 'float',
  format: 'thousands apart',
  pattern: "[+-]?(0|[1-9][0-9]{0,2}([ \u00a0\u202f'’][0-9]{3})*|[1-9][0-9]{0,14})([.,][0-9]*)?",
  value: (text) => finite(`replace(regexp_replace(trim(${text}), '[ \u00a0\u202f''’]', '', 'g'), ',', '.')`),
};

const symbol = '([$€£¥₹]|USD|EUR|GBP|CHF)';
const unmarked = (text: string) => `regexp_replace(${text}, '[^0-9.,+-]', '', 'g')`;

/** Amounts with the sign of a currency before or behind; which currency is not kept. */
const currencies: readonly Conversion[] = [
  {
    type: 'float',
    format: 'currency',
    pattern: `[+-]?(${symbol} ?)?[+-]?${thousands.pattern.replace('[+-]?', '')}( ?${symbol})?`,
    value: (text) => finite(`replace(${unmarked(text)}, ',', '')`),
  },
  {
    type: 'float',
    format: 'currency, decimal comma',
    pattern: `[+-]?(${symbol} ?)?[+-]?${thousandsDot.pattern.replace('[+-]?', '')}( ?${symbol})?`,
    value: (text) => finite(`replace(replace(${unmarked(text)}, '.', ''), ',', '.')`),
  },
];

/** 12.5 % is 12.5. */
const percent: Conversion = {
  type: 'float',
  format: 'percent',
  pattern: `[+-]?${wholeNumber}([.,][0-9]*)?[ \u00a0]?%`,
  value: (text) => finite(`replace(${unmarked(text)}, ',', '.')`),
};

const truth: Conversion = {
  type: 'boolean',
  format: 'boolean',
  pattern: '[Tt]rue|[Ff]alse|TRUE|FALSE',
  value: (text) => `lower(trim(${text})) = 'true'`,
  surely: (text) => `list_contains(['True', 'False', 'true', 'false', 'TRUE', 'FALSE'], ${text})`,
};

/** `yyyy-mm-dd` and `yyyy-mm-dd hh:mm:ss`: no room for an offset. */
const isPlainIso = (text: string) => `(strlen(${text}) = 10 OR (strlen(${text}) = 19 AND ${text}[17] = ':'))`;

const isoDate: Conversion = {
  type: 'datetime',
  format: 'yyyy-mm-dd',
  pattern: '[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}([ T][0-9]{1,2}:[0-9]{2}(:[0-9]{2}([.][0-9]{1,9})?)?( ?(Z|UTC|[+-][0-9]{2}(:?[0-9]{2})?))?)?',
  // With an offset through TIMESTAMPTZ, because a plain TIMESTAMP drops it; the session's zone is UTC.
  value: (text) => `CASE WHEN ${isPlainIso(text)} THEN try_cast(${text} AS TIMESTAMP) ELSE try_cast(${text} AS TIMESTAMPTZ)::TIMESTAMP END`,
  surely: (text) => `${isPlainIso(text)} AND ${between(text, '0', ':')} AND try_cast(${text} AS TIMESTAMP) IS NOT NULL`,
};

const times: readonly (readonly [string, string])[] = [
  ['', ''],
  [' [0-9]{1,2}:[0-9]{2}', ' %H:%M'],
  [' [0-9]{1,2}:[0-9]{2}:[0-9]{2}', ' %H:%M:%S'],
  [' [0-9]{1,2}:[0-9]{2}:[0-9]{2}[.][0-9]{1,6}', ' %H:%M:%S.%f'],
  [' [0-9]{1,2}:[0-9]{2} ?[AaPp][Mm]', ' %I:%M %p'],
  [' [0-9]{1,2}:[0-9]{2}:[0-9]{2} ?[AaPp][Mm]', ' %I:%M:%S %p'],
];

function dated(format: string, pattern: string, ...formats: string[]): Conversion {
  const all = formats.flatMap((date) => times.flatMap(([, time]) => [date + time, date + time.replace(' %p', '%p')]));
  const list = `[${[...new Set(all)].map(literal).join(', ')}]`;
  return {
    type: 'datetime',
    format,
    pattern: `(${pattern})(${times.map(([time]) => time).join('|')})`,
    value: (text) => `try_strptime(trim(${text}), ${list})`,
  };
}

const two = '[0-9]{1,2}';
const four = '[0-9]{4}';
const month = '[A-Za-z]{3,9}';

/** Day first and month first of each separator follow each other: where both fit every row, the rows' order decides. */
const datesBySeparator = ['-', '/', '.'].flatMap((separator) => {
  const s = separator === '.' ? '[.]' : separator;
  const written = (order: string) => order.replaceAll(' ', separator);
  const dayFirst = [
    dated(written('dd mm yyyy'), [two, two, four].join(s), written('%d %m %Y')),
    dated(written('dd mm yy'), [two, two, '[0-9]{2}'].join(s), written('%d %m %y')),
  ];
  const monthFirst = [
    dated(written('mm dd yyyy'), [two, two, four].join(s), written('%m %d %Y')),
    dated(written('mm dd yy'), [two, two, '[0-9]{2}'].join(s), written('%m %d %y')),
  ];
  // Slashes are American more often than not, dashes and dots are not.
  return separator === '/' ? [...monthFirst, ...dayFirst] : [...dayFirst, ...monthFirst];
});

const dates: readonly Conversion[] = [
  isoDate,
  dated('yyyy/mm/dd', `${four}/${two}/${two}`, '%Y/%m/%d'),
  dated('yyyy.mm.dd', `${four}[.]${two}[.]${two}`, '%Y.%m.%d'),
  ...datesBySeparator,
  dated('dd Mon yyyy', `${two} ${month},? ${four}`, '%d %b %Y', '%d %B %Y', '%d %b, %Y', '%d %B, %Y'),
  dated('dd-Mon-yyyy', `${two}-${month}-${four}`, '%d-%b-%Y', '%d-%B-%Y'),
  dated('dd-Mon-yy', `${two}-${month}-[0-9]{2}`, '%d-%b-%y', '%d-%B-%y'),
  dated('Mon dd, yyyy', `${month} ${two},? ${four}`, '%b %d, %Y', '%B %d, %Y', '%b %d %Y', '%B %d %Y'),
];

/** In the order in which they are tried. */
export const everyConversion: readonly Conversion[] = [
  truth,
  integer,
  float,
  thousands,
  decimalComma,
  thousandsDot,
  thousandsApart,
  percent,
  ...currencies,
  ...dates,
];
const patternOf = new Map(everyConversion.map((conversion) => [conversion, new RegExp(`^(?:${conversion.pattern})$`)]));

/**
 * The conversions that fit every one of these trimmed texts by their looks, the likeliest first; none for a column of texts.
 * `options.numbers` false leaves out numbers (texts of a typed file); a decimal comma is possible only where the comma separates nothing.
 */
export function conversionsFor(texts: readonly string[], options: { numbers: boolean; decimalComma: boolean }): Conversion[] {
  if (texts.length === 0) return [];
  return everyConversion.filter(
    (conversion) => isPossible(conversion, texts, options) && texts.every((text) => patternOf.get(conversion)?.test(text)),
  );
}

function isPossible(conversion: Conversion, texts: readonly string[], options: { numbers: boolean; decimalComma: boolean }): boolean {
  if (conversion.type !== 'integer' && conversion.type !== 'float') return true;
  if (!options.numbers) return false;
  if (conversion === thousands) return texts.some((text) => text.includes(','));
  // Groups alone may be telephone numbers.
  if (conversion === thousandsApart)
    return texts.some((text) => apart.test(text)) && texts.some((text) => !apart.test(text) || /[.,]/.test(text));
  if (currencies.includes(conversion))
    return texts.some((text) => /[^\d.,+\- ]/.test(text)) && (conversion === currencies[0] || hasDecimalComma(texts));
  if (conversion === thousandsDot) return hasDecimalComma(texts) && texts.some((text) => text.includes('.'));
  if (conversion !== decimalComma) return true;
  return options.decimalComma && hasDecimalComma(texts);
}

/** "1,234" alone may be a thousand: some value must have another number of digits after the comma, or dots before it. */
function hasDecimalComma(texts: readonly string[]): boolean {
  return texts.some((text) => /,(\d{0,2}|\d{4,})(?!\d)/.test(text) || /\.\d{3},/.test(text));
}
