import { serveSandbox } from '@atelier/sandbox';
import { type Cell, readRows } from '@atelier/tables';

export interface ReadPageInput {
  readonly file: string;
  readonly limit: number;
  readonly offset: number;
}

export interface ReadPageResult {
  readonly names: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
}

serveSandbox(({ file, limit, offset }: ReadPageInput): Promise<ReadPageResult> => readRows(file, limit, offset));
