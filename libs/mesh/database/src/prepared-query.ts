import type { DataSource } from 'typeorm';
import { databaseError } from './unavailability.js';

/** A statement that each connection parses and plans once, known by its name; one name, one text. */
export interface PreparedStatement {
  readonly name: string;
  readonly text: string;
}

/** What a connection of the driver does here. */
interface Connection {
  query(query: PreparedStatement & { readonly values: unknown[] }): Promise<{ readonly rows: unknown[] }>;
}

/**
 * The rows of a statement that is asked often: parsing and planning are half of what PostgreSQL spends on a read by key, and TypeORM's `query` has them done each time.
 * Throws `database.unavailable` as other queries do.
 */
export async function queryPrepared<Row>(dataSource: DataSource, statement: PreparedStatement, values: unknown[]): Promise<Row[]> {
  const runner = dataSource.createQueryRunner();
  try {
    const connection = (await runner.connect()) as Connection;
    return (await connection.query({ ...statement, values })).rows as Row[];
  } catch (error) {
    throw databaseError(error);
  } finally {
    await runner.release();
  }
}
