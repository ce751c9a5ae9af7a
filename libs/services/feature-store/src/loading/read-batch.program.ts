import { serveSandbox } from '@atelier/sandbox';
import { type Cell, readRows } from '@atelier/tables';

export interface ReadBatchInput {
  readonly file: string;
  readonly columns: readonly string[];
  readonly offset: number;
  readonly limit: number;
}

serveSandbox(async ({ file, columns, offset, limit }: ReadBatchInput): Promise<Cell[][]> => {
  return (await readRows(file, { limit, offset }, columns)).rows;
});
