import { literal, parquetOptions } from '@atelier/tables';
import { type DerivationInput, openTables, serveDerivation } from './derivation.js';

export interface FirstRowsRequest {
  readonly rows: number;
}

/** The first rows of a table: the smallest program there is, by which the machinery is tested. */
serveDerivation(async (input: DerivationInput<FirstRowsRequest>) => {
  using database = await openTables(input);
  const options = parquetOptions(input.columns.map(({ name }) => name));
  const selected = `SELECT * FROM read_parquet(${literal(input.file)}) LIMIT ${Number(input.request.rows)}`;
  await database.run(`COPY (${selected}) TO ${literal(input.parquets[0])} (${options})`);
  return {
    tables: [{ steps: [{ name: 'first_rows', parameters: { ...input.request } }] }],
    answer: { dropped: input.rows - input.request.rows },
  };
});
