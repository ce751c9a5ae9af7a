import type { DuckDBConnection, DuckDBInstance, DuckDBResult, DuckDBScalarFunction, DuckDBValue, Json } from '@duckdb/node-api';
import { literal } from './sql.js';

export interface TableLimits {
  /** Directories whose files may be read and written; nothing else can be reached, over the network neither. */
  readonly directories: readonly string[];
  /** Threads of DuckDB, default 2. */
  readonly threads?: number;
  /** MiB that DuckDB's buffers may take, default 1024; beyond it sorts and joins spill to `spillDirectory`. */
  readonly memoryMiB?: number;
  /** Where to spill; without it a query that does not fit in memory fails. One of `directories`. */
  readonly spillDirectory?: string;
  /** Gives freed memory back at once instead of keeping some for later: the process stays a sixth smaller, for a twentieth more CPU. */
  readonly keepsNoFreedMemory?: boolean;
}

/** What DuckDB's allocator may hold of what was freed; its own are 128 and 512 MiB. */
const keptMemory = { allocator_flush_threshold: '4MiB', allocator_bulk_deallocation_flush_threshold: '4MiB' };

/** Loads the native library ahead of the first `TableDatabase.open`, for a program that will surely read a table. */
export async function loadTables(): Promise<void> {
  await import('@duckdb/node-api');
}

/** A DuckDB in memory for reading and writing table files, closed to everything but the directories it was given. */
export class TableDatabase {
  private constructor(
    private readonly instance: DuckDBInstance,
    private readonly connection: DuckDBConnection,
    /** The same database by another connection: what both are asked at once is worked on at once, also where one statement finds work for one thread alone. */
    readonly twin: TableDatabase | null,
  ) {}

  /** The native library (about 40 MB) is loaded on the first call, so that a program that never reads a table does not carry it. */
  static async open(limits: TableLimits): Promise<TableDatabase> {
    const { directories, threads = 2, memoryMiB = 1024, spillDirectory = '', keepsNoFreedMemory = false } = limits;
    const { DuckDBInstance } = await import('@duckdb/node-api');
    const instance = await DuckDBInstance.create(':memory:', {
      threads: String(threads),
      memory_limit: `${memoryMiB}MiB`,
      temp_directory: spillDirectory,
      autoinstall_known_extensions: 'false',
      autoload_known_extensions: 'false',
      preserve_insertion_order: 'true',
      ...(keepsNoFreedMemory ? keptMemory : {}),
    });
    const [connection, second] = [await instance.connect(), await instance.connect()];
    await connection.run(`SET allowed_directories = [${directories.map(literal).join(', ')}]`);
    for (const each of [connection, second]) await each.run("SET TimeZone = 'UTC'");
    await connection.run('SET enable_external_access = false');
    await connection.run('SET lock_configuration = true');
    return new TableDatabase(instance, connection, new TableDatabase(instance, second, null));
  }

  /** Runs a statement for its effect. */
  async run(sql: string, values?: DuckDBValue[]): Promise<void> {
    await this.connection.run(sql, values);
  }

  /** All rows as JSON values: 64-bit integers and decimals are strings, dates ISO-like texts. */
  async rows<Row = Record<string, Json>>(sql: string, values?: DuckDBValue[]): Promise<Row[]> {
    const result = await this.connection.run(sql, values);
    return (await result.getRowObjectsJson()) as Row[];
  }

  /** A result that is fetched chunk by chunk, in the order of the rows. */
  stream(sql: string, values?: DuckDBValue[]): Promise<DuckDBResult> {
    return this.connection.stream(sql, values);
  }

  /** For appending rows to a table of this database. */
  appender(table: string): ReturnType<DuckDBConnection['createAppender']> {
    return this.connection.createAppender(table);
  }

  /** Makes a function of ours known to the statements that follow. */
  addFunction(scalar: DuckDBScalarFunction): void {
    this.connection.registerScalarFunction(scalar);
  }

  close(): void {
    this.twin?.connection.closeSync();
    this.connection.closeSync();
    this.instance.closeSync();
  }

  [Symbol.dispose](): void {
    this.close();
  }
}
