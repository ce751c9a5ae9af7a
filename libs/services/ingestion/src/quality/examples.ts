import type { ColumnMeasurements, Finding, TableMeasurements, ValueCount } from '@atelier/learning';
import { type Cell, literal } from '@atelier/tables';
import { isAncient, isFuture, outlierBounds } from './measure-columns.js';
import { conflicts, featuresOf, hashOf, missingInRow, targetOf } from './measure-rows.js';
import { type TimeAxis, withBefore } from './measure-time.js';
import { isDates, type MeasuredColumn, type MeasuredTable } from './table.js';
import { garbledPattern } from './texts.js';

/** A row that shows a flaw; `row` counts from 0, as the offset of the rows' route does. */
export interface ExampleRow {
  readonly row: number;
  readonly values: Readonly<Record<string, Cell>>;
}

const exampleCount = 5;
const shownColumns = 8;
const shownCharacters = 200;
/** Of more findings (wide tables) the later ones, which are the lesser, are shown without rows. */
const mostWithExamples = 100;

/** Finds up to five rows for each finding that is about rows or cells. */
export class Examples {
  #left = mostWithExamples;

  constructor(
    private readonly table: MeasuredTable,
    private readonly measured: TableMeasurements,
    private readonly asOf: Date,
    private readonly axis: TimeAxis | undefined,
  ) {}

  async of(finding: Finding): Promise<ExampleRow[]> {
    const columns = finding.columns.flatMap((name) => this.table.columns.find(({ stored }) => stored.name === name) ?? []);
    const shown = (columns.length > 0 ? columns : this.table.columns).slice(0, shownColumns);
    if (this.#left <= 0) return [];
    const rows = await this.#rows(finding, columns, shown);
    if (rows.length > 0) this.#left--;
    return rows;
  }

  async #rows(finding: Finding, [column]: readonly MeasuredColumn[], shown: readonly MeasuredColumn[]): Promise<ExampleRow[]> {
    const { kind } = finding;
    if (kind === 'duplicate_rows') return await this.#repeated(this.table.columns, shown);
    if (kind === 'duplicate_ids') return await this.#repeated([column], shown);
    if (kind === 'conflicting_rows') return await this.#conflicting(column);
    if (kind === 'missing_rows')
      return await this.#where(`${missingInRow(this.table.columns)} > ${this.table.columns.length / 2}`, shown, this.table.columns);
    if (kind === 'time_disorder' && this.axis) return await this.#disordered(this.axis);
    if (!column) return [];
    const predicate = this.#predicate(
      finding,
      column,
      this.measured.columns.find(({ name }) => name === column.stored.name),
    );
    return predicate === undefined ? [] : await this.#where(predicate, shown);
  }

  /** SQL that is true for the cells which a finding counts. */
  #predicate({ kind, recommendation }: Finding, column: MeasuredColumn, measured: ColumnMeasurements | undefined): string | undefined {
    const { sql } = column;
    const text = measured?.text;
    switch (kind) {
      case 'missing_cells':
      case 'missing_target':
        return `${sql} IS NULL`;
      case 'disguised_missing':
        return text && oneOf(sql, text.disguised);
      case 'inconsistent_spellings':
        return (
          text &&
          oneOf(
            sql,
            text.spellings.flatMap(([, ...others]) => others),
          )
        );
      case 'impossible_dates':
        return text && oneOf(sql, text.impossibleDates);
      case 'mixed_types':
        return `${sql} IS NOT NULL AND try_cast(${sql} AS DOUBLE) IS NULL`;
      case 'padded_texts':
        return `${sql} <> trim(${sql})`;
      case 'garbled_texts':
        return `regexp_matches(${sql}, ${literal(garbledPattern)})`;
      case 'future_dates':
        return isFuture(column, this.asOf);
      case 'ancient_dates':
        return isAncient(column, this.asOf);
      case 'rare_classes':
        return measured?.values
          ? oneOf(
              `${sql}::VARCHAR`,
              measured.values.filter(({ count }) => count < 10),
            )
          : undefined;
      case 'outliers':
        return this.#outlier(column, recommendation?.body.outlier_method === 'zscore');
      default:
        return replaced(column, recommendation?.body);
    }
  }

  #outlier(column: MeasuredColumn, byDeviation: boolean): string | undefined {
    const bounds = outlierBounds(column);
    if (!bounds) return undefined;
    const [low, high] = byDeviation ? bounds.z : bounds.iqr;
    return `(${column.sql} < ${low} OR ${column.sql} > ${high})`;
  }

  async #where(predicate: string, shown: readonly MeasuredColumn[], needed = shown): Promise<ExampleRow[]> {
    const columns = [...new Set([...needed, ...shown])];
    return await this.#select(
      `SELECT row, ${cells(shown)} FROM ${this.table.relation(columns, true)} WHERE ${predicate} LIMIT ${exampleCount}`,
      shown,
    );
  }

  /** The second and later rows of the first that come again. */
  async #repeated(compared: readonly MeasuredColumn[], shown: readonly MeasuredColumn[]): Promise<ExampleRow[]> {
    const hashed = `SELECT ${hashOf(compared)} AS h, row FROM ${this.table.relation(compared, true)}`;
    const isKnown = compared.length === 1 ? ` WHERE ${compared[0].sql} IS NOT NULL` : '';
    const first = `SELECT h, min(row) AS first FROM (${hashed}${isKnown}) GROUP BY h HAVING count(*) > 1 ORDER BY first LIMIT ${exampleCount}`;
    const again = `SELECT row FROM (${hashed}) JOIN (${first}) USING (h) WHERE row > first ORDER BY row LIMIT ${exampleCount}`;
    return await this.#at(again, shown);
  }

  async #conflicting(target: MeasuredColumn): Promise<ExampleRow[]> {
    const column = targetOf(this.table, target.stored.name);
    if (!column) return [];
    const features = featuresOf(this.table);
    const hashed = `SELECT ${hashOf(features)} AS h, row FROM ${this.table.relation(features, true)}`;
    const some = `SELECT h FROM (${conflicts(this.table, column)}) ORDER BY h LIMIT 1`;
    return await this.#at(`SELECT row FROM (${hashed}) WHERE h IN (${some}) ORDER BY row LIMIT ${exampleCount}`, [
      column,
      ...features.slice(0, shownColumns - 1),
    ]);
  }

  async #disordered(axis: TimeAxis): Promise<ExampleRow[]> {
    return await this.#at(`SELECT row FROM (${withBefore(this.table, axis)}) WHERE t < b ORDER BY row LIMIT ${exampleCount}`, axis.columns);
  }

  async #at(rows: string, shown: readonly MeasuredColumn[]): Promise<ExampleRow[]> {
    const relation = this.table.relation(shown, true);
    return await this.#select(`SELECT row, ${cells(shown)} FROM ${relation} WHERE row IN (${rows}) ORDER BY row`, shown);
  }

  async #select(sql: string, shown: readonly MeasuredColumn[]): Promise<ExampleRow[]> {
    const rows = await this.table.database.rows<Record<string, Cell>>(sql);
    return rows.map((found) => ({
      row: Number(found.row),
      values: Object.fromEntries(shown.map(({ sql: name, stored }) => [stored.name, shortened(found[name])])),
    }));
  }
}

function oneOf(sql: string, values: readonly ValueCount[]): string | undefined {
  return values.length === 0 ? undefined : `${sql} IN (${values.map(({ value }) => literal(value)).join(', ')})`;
}

/** What a step would replace, or what lies outside of the range that it would set. */
function replaced({ sql, stored, ...column }: MeasuredColumn, body: Readonly<Record<string, unknown>> | undefined): string | undefined {
  const changes = (
    body?.columns as Readonly<Record<string, { replace?: Record<string, unknown>; range?: { min?: number; max?: number } }>> | undefined
  )?.[stored.name];
  if (changes?.replace) {
    const values = Object.keys(changes.replace);
    if (isDates({ sql, stored, ...column })) return `${sql}::DATE IN (${values.map((day) => `DATE ${literal(day)}`).join(', ')})`;
    return `${sql} IN (${values.map(Number).join(', ')})`;
  }
  if (changes?.range?.min !== undefined) return `${sql} < ${Number(changes.range.min)}`;
  return changes?.range?.max === undefined ? undefined : `${sql} > ${Number(changes.range.max)}`;
}

function cells(columns: readonly MeasuredColumn[]): string {
  return columns
    .map((column) => {
      const { sql, stored } = column;
      if (isDates(column)) return `strftime(${sql}, '%Y-%m-%dT%H:%M:%SZ') AS ${sql}`;
      return stored.storedType === 'BIGINT' ? `${sql}::DOUBLE AS ${sql}` : sql;
    })
    .join(', ');
}

function shortened(cell: Cell): Cell {
  return typeof cell === 'string' && cell.length > shownCharacters ? `${cell.slice(0, shownCharacters)}…` : cell;
}
