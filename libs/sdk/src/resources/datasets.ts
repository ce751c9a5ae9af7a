import type { DatasetAmendment, DatasetDetail, DatasetQuality, DatasetRows, DatasetSummary, DatasetUploaded } from '@atelier/contracts';
import type { Transport } from '../transport.js';

export interface Upload {
  /** CSV, TSV, Excel (.xlsx), JSON lines or Parquet, plain or gzipped. */
  readonly content: Blob;
  readonly fileName: string;
  readonly name?: string;
  readonly targetColumn?: string;
  /** Of a workbook, the sheet to read; the first with cells otherwise. */
  readonly sheet?: string;
}

/** Tables: upload, list, inspect. */
export class Datasets {
  constructor(private readonly transport: Transport) {}

  upload({ content, fileName, name, targetColumn, sheet }: Upload, signal?: AbortSignal): Promise<DatasetUploaded> {
    const form = new FormData();
    if (targetColumn !== undefined) form.set('target_column', targetColumn);
    if (name !== undefined) form.set('name', name);
    if (sheet !== undefined) form.set('sheet', sheet);
    form.set('file', content, fileName);
    return this.transport.json('POST', '/api/ml/datasets/upload', { form, signal });
  }

  list(page: { limit?: number; cursor?: string } = {}): Promise<DatasetSummary[]> {
    return this.transport.json('GET', '/api/ml/datasets', { query: page });
  }

  get(datasetId: string): Promise<DatasetDetail> {
    return this.transport.json('GET', `/api/ml/datasets/${encodeURIComponent(datasetId)}`);
  }

  /** A new version with other types, roles, values or rows: read again from the uploaded file, its parent unchanged. */
  amend(datasetId: string, amendment: DatasetAmendment): Promise<DatasetDetail> {
    return this.transport.json('PATCH', `/api/ml/datasets/${encodeURIComponent(datasetId)}`, { body: amendment });
  }

  /** What is wrong with a table, and what can be done: measured when it is first asked for. */
  quality(datasetId: string): Promise<DatasetQuality> {
    return this.transport.json('GET', `/api/ml/datasets/${encodeURIComponent(datasetId)}/quality`);
  }

  /** Rows as they were read, in the order of the file, with `step` only every so-manieth: missing cells are null. */
  rows(datasetId: string, page: { limit?: number; offset?: number; step?: number } = {}): Promise<DatasetRows> {
    return this.transport.json('GET', `/api/ml/datasets/${encodeURIComponent(datasetId)}/rows`, { query: page });
  }
}
