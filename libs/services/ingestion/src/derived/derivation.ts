import type { ColumnSchema, DatasetStep } from '@atelier/contracts';
import { serveSandbox } from '@atelier/sandbox';
import { loadTables, type StoredColumn, schemaOf, TableDatabase, type TableLimits } from '@atelier/tables';
import type { ColumnProfile } from '../reading/profile.js';
import { profileTable, type TableProfile } from '../reading/profile-table.js';
import { profileOf } from '../reading/profile-column.js';
import { Refusal } from '../reading/reading.js';

/** What a program that derives tables is given, in its child process. */
export interface DerivationInput<Request> {
  /** The parent's Parquet. `readFrame(file)` gives it as a frame; in SQL it is `read_parquet(${literal(file)})`. Never written. */
  readonly file: string;
  readonly rows: number;
  /** The parent's columns as they are typed and used, in the order of the table. */
  readonly columns: readonly ColumnSchema[];
  readonly targetColumn: string | null;
  /** An empty directory of this run alone: where `parquets` lie, for scratch files and for DuckDB to spill to. */
  readonly directory: string;
  /** Where to write the tables, one for each name that was asked for: `writeParquet`, or COPY with `parquetOptions(names)`. */
  readonly parquets: readonly string[];
  /** Resident memory of the whole process. */
  readonly memoryMiB: number;
  readonly request: Request;
}

/** A table that was derived. */
export interface DerivedTable {
  /** What was done, in order, with what was learned from the data. */
  readonly steps: readonly DatasetStep[];
  /**
   * Columns whose type or role the parent does not say: new ones, or ones to be used otherwise. What is left out comes from the parent's column
   * of the same name, as long as its type fits what is stored, else from the stored values.
   */
  readonly columns?: readonly (Pick<ColumnSchema, 'name'> & Partial<ColumnSchema>)[];
}

export interface Derivation<Answer> {
  /** As many as `parquets`, in their order. */
  readonly tables: readonly DerivedTable[];
  /** What the caller of `derive` gets beside the datasets. */
  readonly answer: Answer;
}

/** What the child sends back: the tables with their profiles. */
export interface ProfiledDerivation<Answer> {
  readonly tables: readonly { readonly steps: readonly DatasetStep[]; readonly rows: number; readonly columns: readonly ColumnProfile[] }[];
  readonly answer: Answer;
}

/** A DuckDB for the handler that reaches the parent's file and the run's directory; half of the memory is its, beyond it spills. */
export function openTables(input: DerivationInput<unknown>, threads = 2): Promise<TableDatabase> {
  return TableDatabase.open(tableLimits(input, threads));
}

/** The limits of `openTables`. */
export function tableLimits({ file, directory, memoryMiB }: DerivationInput<unknown>, threads: number): TableLimits {
  const parent = file.slice(0, file.lastIndexOf('/'));
  return { directories: [parent, directory], spillDirectory: directory, memoryMiB: Math.floor(memoryMiB / 2), threads };
}

/** The child's side of `DerivedDatasets.derive`: called once at the top of a `*.program.ts`. Errors of the handler arrive with their codes. */
export function serveDerivation<Request, Answer>(handler: (input: DerivationInput<Request>) => Promise<Derivation<Answer>>): void {
  serveSandbox((input: DerivationInput<Request>) => runDerivation(handler, input), loadTables);
}

/** Runs the handler and profiles what it wrote. `dataset.empty` for a table without rows or columns. */
export async function runDerivation<Request, Answer>(
  handler: (input: DerivationInput<Request>) => Promise<Derivation<Answer>>,
  input: DerivationInput<Request>,
): Promise<ProfiledDerivation<Answer>> {
  const { tables, answer } = await handler(input);
  const profiled = [];
  using database = await openTables(input);
  for (const [at, table] of tables.entries()) {
    const stored = (await schemaOf(database, input.parquets[at])).columns;
    const profile = await profileTable(database, input.parquets[at]);
    if (profile.rows === 0 || stored.length === 0) throw new Refusal('dataset.empty', 'After these steps no row is left.');
    profiled.push({ steps: table.steps, rows: profile.rows, columns: columnsOf(stored, profile, table, input) });
  }
  return { tables: profiled, answer };
}

function columnsOf(
  stored: readonly StoredColumn[],
  { rows, counts }: TableProfile,
  { columns = [] }: DerivedTable,
  { columns: before, targetColumn }: DerivationInput<unknown>,
): ColumnProfile[] {
  const given = new Map(columns.map((column) => [column.name, column]));
  const parents = new Map(before.map((column) => [column.name, column]));
  return stored.map(({ name, storedType }, at) => {
    const parent = parents.get(name);
    const basis = { name, type: storedAs(storedType), format: parent?.format ?? null, missingTokens: parent?.missing_tokens ?? [] };
    const found = profileOf(basis, counts[at], rows, targetColumn);
    const kept = parent && fits(parent.type, storedType) ? { type: parent.type, role: parent.role } : {};
    return { ...found, ...kept, ...given.get(name) };
  });
}

function storedAs(storedType: string): 'integer' | 'float' | 'boolean' | 'datetime' | 'text' {
  if (storedType === 'BIGINT') return 'integer';
  if (storedType === 'DOUBLE') return 'float';
  if (storedType === 'BOOLEAN') return 'boolean';
  return storedType === 'TIMESTAMP' ? 'datetime' : 'text';
}

function fits(type: ColumnSchema['type'], storedType: string): boolean {
  const stored = storedAs(storedType);
  if (type === 'identifier') return stored === 'integer' || stored === 'text';
  return type === 'category' ? stored !== 'datetime' && stored !== 'float' : stored === type;
}
