import type { TableDatabase } from '../database.js';
import { identifier, literal } from '../sql.js';

/** Ranges of ids that a table is cut into, with about the same number of rows: always as many, so that the cuts are the data's and not the machine's. */
export const idParts = 4;

/**
 * Writes the greatest id of each range to Parquet (`part`, `upper`) and gives how many there are: fewer where some ids have most of the rows. Ids are in their
 * sorted order, those that are missing belong to the last.
 */
export async function writeIdParts(
  database: TableDatabase,
  files: { readonly from: string; readonly to: string },
  id: string,
): Promise<number> {
  const column = identifier(id);
  const counted = `SELECT ${column} AS id, count(*) AS n FROM read_parquet(${literal(files.from)}) WHERE ${column} IS NOT NULL GROUP BY ${column}`;
  const cut = `SELECT id, (sum(n) OVER (ORDER BY id) - 1) * ${idParts} // sum(n) OVER () AS quarter FROM (${counted})`;
  const uppers = `SELECT row_number() OVER (ORDER BY upper) - 1 AS part, upper FROM (SELECT max(id) AS upper FROM (${cut}) GROUP BY quarter)`;
  await database.run(`COPY (${uppers}) TO ${literal(files.to)} (FORMAT parquet)`);
  const [{ parts }] = await database.rows<{ parts: string }>(`SELECT count(*) AS parts FROM read_parquet(${literal(files.to)})`);
  return Number(parts);
}

/** A relation: the rows of a Parquet file whose ids are in one of the ranges, in their order. The bounds are variables, so that an id of any type stays what it is. */
export async function partSql(
  database: TableDatabase,
  files: { readonly from: string; readonly uppers: string },
  id: string,
  { part, parts }: { readonly part: number; readonly parts: number },
): Promise<string> {
  const upper = (of: number) => `(SELECT upper FROM read_parquet(${literal(files.uppers)}) WHERE part = ${of})`;
  const column = identifier(id);
  const above: string[] = [];
  if (part > 0) {
    await database.run(`SET VARIABLE above = ${upper(part - 1)}`);
    above.push(`${column} > getvariable('above')`);
  }
  await database.run(`SET VARIABLE upper = ${upper(part)}`);
  const inside = part < parts - 1 ? [...above, `${column} <= getvariable('upper')`] : above;
  const rows = `SELECT * FROM read_parquet(${literal(files.from)})`;
  if (inside.length === 0) return `(${rows})`;
  return `(${rows} WHERE ${inside.join(' AND ')}${part === parts - 1 ? ` OR ${column} IS NULL` : ''})`;
}
