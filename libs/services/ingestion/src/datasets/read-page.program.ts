import { serveSandbox } from '@atelier/sandbox';
import { type Cell, readRows } from '@atelier/tables';

export interface ReadPageInput {
  readonly file: string;
  readonly limit: number;
  readonly offset: number;
  readonly step: number;
}

export interface ReadPageResult {
  readonly names: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
}

serveSandbox(({ file, ...page }: ReadPageInput): Promise<ReadPageResult> => readRows(file, page));
