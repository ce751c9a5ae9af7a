import type { IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { ArtifactStore, type StoredArtifact } from '@atelier/artifacts';
import type { DatasetUploaded, Principal } from '@atelier/contracts';
import { programPath, SpareSandbox, Turnstile } from '@atelier/sandbox';
import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { MLDataset } from '../datasets/dataset.entity.js';
import { columnSchema, uploaded } from '../datasets/dataset-answers.js';
import { Registrar } from '../datasets/registrar.js';
import { IngestionOptions } from '../options.js';
import type { ReadTableResult } from '../reading/read-table.js';
import type { ReadTableInput } from '../reading/reading.js';
import { datasetName, nameOfFile } from './names.js';
import { type ReceivedUpload, receiveUpload } from './receive-upload.js';
import { WorkFolders } from './work-folders.js';

const program = programPath(import.meta.url, '../reading/read-table.program.ts');

/** The way of an uploaded file to a dataset. Whatever fails on it leaves nothing behind; only the last step, one transaction, can be seen. */
@Injectable()
export class Uploads implements OnModuleDestroy {
  private readonly sandbox: SpareSandbox;

  constructor(
    private readonly options: IngestionOptions,
    private readonly folders: WorkFolders,
    private readonly turnstile: Turnstile,
    private readonly artifacts: ArtifactStore,
    private readonly registrar: Registrar,
  ) {
    this.sandbox = new SpareSandbox(program, { seconds: options.seconds, memoryMiB: options.memoryMiB });
  }

  /** Receives, reads in a child process, keeps the bytes, registers. Errors: those of `receiveUpload` and `readTable`, `dataset.name_invalid`, `sandbox.*`. */
  accept(caller: Principal, request: IncomingMessage): Promise<DatasetUploaded> {
    return this.folders.with(async (folder) => {
      // Loads its code while the bytes come in.
      this.sandbox.prepare();
      const upload = await receiveUpload(request, folder, this.options.bytes);
      const { file, targetColumn, sheet } = upload;
      const name = upload.name === null ? nameOfFile(upload.fileName) : datasetName(upload.name);
      const parquet = join(folder, 'table.parquet');
      const input = { file, directory: folder, parquet, targetColumn, sheet, limits: this.options };
      const table = await this.turnstile.pass(() => this.read(input));
      // Uploads come in series: the next one finds its process ready.
      this.sandbox.prepare();
      const raw = await this.artifacts.put({ file });
      const stored = await this.artifacts.put({ file: parquet });
      return uploaded(await this.register(caller, name, upload, table, raw, stored));
    });
  }

  onModuleDestroy(): void {
    this.sandbox.close();
  }

  private read({ limits, ...input }: ReadTableInput): Promise<ReadTableResult> {
    const { inflatedBytes, rows, columns, lineBytes, memoryMiB } = limits;
    return this.sandbox.run<ReadTableResult>({
      input: { ...input, limits: { inflatedBytes, rows, columns, lineBytes, memoryMiB } } satisfies ReadTableInput,
    });
  }

  private async register(
    caller: Principal,
    name: string,
    { targetColumn, sheet }: Pick<ReceivedUpload, 'targetColumn' | 'sheet'>,
    table: ReadTableResult,
    raw: StoredArtifact,
    parquet: StoredArtifact,
  ): Promise<MLDataset> {
    const dataset = Object.assign(new MLDataset(), {
      datasetId: uuidv7(),
      project: caller.project,
      name,
      rows: table.rows,
      columns: table.columns.map((column) => ({ ...columnSchema(column), missing: column.missing })),
      profile: table.columns,
      targetColumn,
      format: table.format,
      gzipped: table.gzipped,
      sheet,
      rawDigest: raw.digest,
      rawBytes: raw.size,
      parquetDigest: parquet.digest,
      parquetBytes: parquet.size,
      parentDatasetId: null,
      steps: [],
      createdBy: caller.keyId,
      createdAt: new Date(),
    } satisfies MLDataset);
    await this.registrar.register([dataset]);
    return dataset;
  }
}
