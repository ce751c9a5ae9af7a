import type { TableDatabase } from '@atelier/tables';
import { type Conversion, conversionsFor, fits } from './conversions.js';
import { isMissingText, isNoneACategory, isToken, missingTokens, typedMissingTokens } from './missing-tokens.js';
import { unreadable } from './reading.js';
import { columnAt, type TableSource } from './table-source.js';

/** How a column of texts is understood, proved on every row. */
export interface InferredText {
  /** Absent when the column stays a text. */
  readonly conversion?: Conversion;
  /** Trimmed texts that mean missing here and do occur ('' for blanks), with their number. */
  readonly missing: ReadonlyMap<string, number>;
  /** Formats of dates that fit every row as well as the one that was taken. */
  readonly alternatives?: readonly string[];
}

/** A column under study: the texts we have seen of it, and the conversions that fit them all. */
interface Suspect {
  readonly at: number;
  readonly seen: string[];
  conversions: Conversion[];
}

interface Verdict {
  readonly rows: number;
  readonly nulls: number;
  readonly missing: ReadonlyMap<string, number>;
  /** For each conversion, the rows that it does not fit. */
  readonly unfit: readonly number[];
  /** Two of those that the first conversion does not fit. */
  readonly counterexamples: readonly string[];
}

const columnsAtOnce = 100;
const sampleRows = 1000;
/** A file whose first rows mislead costs another scan of the columns concerned; after these the column is a text. */
const rounds = 4;

/**
 * The types of columns of texts: guessed from the first rows, then proved on all rows by one scan. Where the proof fails, the
 * counterexample joins the sample and what still fits is tried. Only a conversion that fits every row that is not missing is taken.
 */
export async function inferTexts(
  database: TableDatabase,
  source: TableSource,
  columns: readonly number[],
): Promise<Map<number, InferredText>> {
  const inferred = new Map<number, InferredText>();
  for (let from = 0; from < columns.length; from += columnsAtOnce) {
    const batch = columns.slice(from, from + columnsAtOnce);
    let open = await firstSuspects(database, source, batch);
    for (let round = 1; open.length > 0; round++) open = await prove(database, source, open, round === rounds, inferred);
  }
  return inferred;
}

async function firstSuspects(database: TableDatabase, source: TableSource, columns: readonly number[]): Promise<Suspect[]> {
  const result = await database.stream(
    `SELECT ${columns.map((at) => `trim(${columnAt(at)})`).join(', ')} FROM ${source.relation} LIMIT ${sampleRows}`,
  );
  const texts = (await result.getColumns()) as (string | null)[][];
  return columns.map((at, index) => {
    const present = (texts[index] ?? []).filter((text): text is string => text !== null && !isMissingText(text));
    // A token such as "-" may be a value or not: it must not spoil the guess.
    const seen = [...new Set(present)].filter((text) => !typedMissingTokens.includes(text));
    return { at, seen, conversions: conversionsFor(seen, optionsOf(source)) };
  });
}

/** Scans once, settles the columns that can be settled, and gives those that need another round. */
async function prove(
  database: TableDatabase,
  source: TableSource,
  suspects: readonly Suspect[],
  isLast: boolean,
  inferred: Map<number, InferredText>,
): Promise<Suspect[]> {
  const verdicts = await scan(database, source, suspects);
  const open: Suspect[] = [];
  for (const [index, suspect] of suspects.entries()) {
    const verdict = verdicts[index];
    const fit = suspect.conversions.filter((_, candidate) => verdict.unfit[candidate] === 0);
    const next = fit.length > 0 || isLast ? undefined : reconsider(suspect, verdict, source);
    if (next) open.push(next);
    else if (fit.length > 0) {
      const conversion = await choose(database, source, suspect.at, fit);
      inferred.set(suspect.at, { conversion, missing: verdict.missing, alternatives: alternativesTo(conversion, fit) });
    } else inferred.set(suspect.at, { missing: missingInText(verdict) });
  }
  return open;
}

function reconsider(suspect: Suspect, verdict: Verdict, source: TableSource): Suspect | undefined {
  const fresh = verdict.counterexamples.filter((text) => !suspect.seen.includes(text));
  if (fresh.length === 0) return undefined;
  const seen = [...suspect.seen, ...fresh];
  const conversions = conversionsFor(seen, optionsOf(source));
  return conversions.length === 0 ? undefined : { at: suspect.at, seen, conversions };
}

function optionsOf({ typesAreGuessed, decimalComma }: TableSource): { numbers: boolean; decimalComma: boolean } {
  return { numbers: typesAreGuessed, decimalComma };
}

/** In a column of texts fewer tokens mean missing, and "None" may be a category. */
function missingInText({ missing, nulls, rows }: Verdict): Map<string, number> {
  const found = new Map([...missing].filter(([token]) => isMissingText(token)));
  return isNoneACategory(found, nulls, rows) ? new Map() : found;
}

/** One query: the texts, which conversions fit them (k), whether those that don't fit mean missing (m), and the counts. */
async function scan(database: TableDatabase, source: TableSource, suspects: readonly Suspect[]): Promise<Verdict[]> {
  const each = (columns: (suspect: Suspect, index: number) => string[]) => suspects.flatMap(columns).join(', ');
  const texts = `SELECT ${each(({ at }, index) => [`${columnAt(at)} AS t${index}`])} FROM ${source.relation}`;
  const judged = `SELECT *, ${each((suspect, index) => [missingColumn(suspect, index)])} FROM (SELECT ${['*', ...suspects.flatMap(fitColumns)].join(', ')} FROM (${texts}))`;
  // A text file with a NUL was refused by its bytes; escapes in JSON and typed files can bring one in.
  const counts = each((suspect, index) => countColumns(suspect, index, source.format !== 'csv' && source.format !== 'excel'));
  const [row] = await database.rows<Record<string, unknown>>(`SELECT count(*) AS n, ${counts} FROM (${judged})`);
  return suspects.map((suspect, index) => {
    if (Number(row[`z${index}`] ?? 0) > 0) throw unreadable(`Column ${JSON.stringify(source.names[suspect.at])} holds NUL characters.`);
    const tokens = (row[`h${index}`] ?? []) as { key: string; value: string }[];
    return {
      rows: Number(row.n),
      nulls: Number(row.n) - Number(row[`e${index}`]),
      missing: new Map(tokens.map(({ key, value }) => [key, Number(value)])),
      unfit: suspect.conversions.map((_, candidate) => Number(row[`u${index}_${candidate}`])),
      counterexamples: [row[`a${index}`], row[`b${index}`]].filter((text): text is string => typeof text === 'string'),
    };
  });
}

function fitColumns({ conversions }: Suspect, index: number): string[] {
  return conversions.map((conversion, candidate) => `${fits(conversion, `t${index}`)} AS k${index}_${candidate}`);
}

function missingColumn({ conversions }: Suspect, index: number): string {
  const token = isToken(`t${index}`, conversions.length > 0 ? typedMissingTokens : missingTokens);
  return `${conversions.length > 0 ? `CASE WHEN k${index}_0 THEN false ELSE ${token} END` : token} AS m${index}`;
}

function countColumns({ conversions, seen }: Suspect, index: number, countsNuls: boolean): string[] {
  const text = `t${index}`;
  const present = `${text} IS NOT NULL AND NOT m${index}`;
  const unfit = `CASE WHEN ${present}${conversions.length > 0 ? ` AND NOT k${index}_0` : ''} THEN trim(${text}) END`;
  return [
    `count(${text}) AS e${index}`,
    `histogram(CASE WHEN m${index} THEN trim(${text}) END) AS h${index}`,
    ...(countsNuls ? [`count(*) FILTER (contains(${text}, chr(0))) AS z${index}`] : []),
    ...conversions.map((_, candidate) => `count(*) FILTER (${present} AND NOT k${index}_${candidate}) AS u${index}_${candidate}`),
    ...(conversions.length > 0 || seen.length === 0 ? [`min(${unfit}) AS a${index}`, `max(${unfit}) AS b${index}`] : []),
  ];
}

/** A number that is also a date is a number; a date that can be read in two orders is worth telling. */
function alternativesTo({ type, format }: Conversion, fit: readonly Conversion[]): string[] {
  if (type !== 'datetime') return [];
  return fit.filter((other) => other.type === 'datetime' && other.format !== format).map((other) => other.format);
}

/** Day first or month first, where every row fits both: the reading under which the rows go back in time less often. */
async function choose(database: TableDatabase, source: TableSource, at: number, fit: readonly Conversion[]): Promise<Conversion> {
  const [first, second] = fit;
  if (first.type !== 'datetime' || !second) return first;
  const text = columnAt(at);
  const [{ a, b }] = await database.rows<{ a: string; b: string }>(
    `SELECT count(*) FILTER (x < px) AS a, count(*) FILTER (y < py) AS b FROM (
       SELECT x, y, lag(x) OVER () AS px, lag(y) OVER () AS py FROM (
         SELECT ${first.value(text)} AS x, ${second.value(text)} AS y FROM ${source.relation}))`,
  );
  return Number(b) < Number(a) ? second : first;
}
