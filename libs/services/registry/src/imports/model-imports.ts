import { createHash } from 'node:crypto';
import { createReadStream, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { ArtifactStore } from '@atelier/artifacts';
import { AtelierError, type ImportRequest, type ModelImported, type ModelMetrics, type Principal } from '@atelier/contracts';
import type { ReceivedFile } from '@atelier/program';
import { programPath, runInSandbox, Turnstile } from '@atelier/sandbox';
import { Inject, Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import type { CandidateModel } from '../candidates/candidate.entity.js';
import { Deployment } from '../models/deployment.js';
import { RegistryOptions } from '../options.js';
import { requireModelName } from '../versions/registration.js';
import { parseVersion } from '../versions/semantic-version.js';
import { parseImportRequest } from './import-request.js';
import type { ReadModel, ReadModelInput } from './read-model.js';
import { receiveImport } from './receive-import.js';

const program = programPath(import.meta.url, './import.program.js');
const { version: libraryVersion } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { version: string };

/**
 * Makes versions of models of other libraries: read in a child process with limits, turned into one ONNX file with a manifest, and then a version
 * like any. The same files with the same signature under the same name are the version that is there.
 */
@Injectable()
export class ModelImports implements OnModuleInit, OnModuleDestroy {
  readonly #turnstile: Turnstile;
  readonly #stopping = new AbortController();

  constructor(
    private readonly artifacts: ArtifactStore,
    private readonly deployment: Deployment,
    @Inject(RegistryOptions) private readonly options: RegistryOptions,
  ) {
    this.#turnstile = new Turnstile(options.imports);
  }

  async onModuleInit(): Promise<void> {
    await mkdir(this.options.workFolder, { recursive: true, mode: 0o700 });
  }

  onModuleDestroy(): void {
    this.#stopping.abort(new AtelierError('database.unavailable', 'The program is stopping; ask again in a moment.'));
  }

  /** `request.…` for the form, `model.name_invalid`, `learning.model_invalid`, `learning.parity_failed`, `sandbox.…`, and what a deployment throws. */
  async accept(caller: Principal, request: IncomingMessage): Promise<ModelImported> {
    const folder = await mkdtemp(join(this.options.workFolder, `import-${process.pid}-`));
    try {
      const { fields, files } = await receiveImport(request, folder, this.options.importBytes);
      const asked = parseImportRequest(fields);
      requireModelName(asked.model_name);
      if (asked.version !== undefined) parseVersion(asked.version);
      return await this.#turnstile.pass(() => this.#take(caller, asked, files, folder));
    } finally {
      await rm(folder, { recursive: true, force: true, maxRetries: 3 });
    }
  }

  async #take(caller: Principal, asked: ImportRequest, files: readonly ReceivedFile[], workFolder: string): Promise<ModelImported> {
    const { format = null, signature = null, model_name, version, description, tags, promote_to_production } = asked;
    const digest = await digestOf(files);
    const model = await this.#read({ files, format, signature, libraryVersion, digest, workFolder });
    const candidate = await this.#keep(model, digest);
    // The same files under another signature are another model.
    const training_job_id = `import-${sha256([digest, model.signatureDigest]).slice(0, 32)}`;
    const imported = { format: model.format, file_name: files.length === 1 ? files[0].name : `${files.length} files`, digest };
    const order = { training_job_id, model_name, version, description, tags, promote_to_production };
    const answer = await this.deployment.place(caller, order, candidate, imported);
    return { ...answer, format: model.format, rows_checked: model.certificate.rows };
  }

  async #read(input: ReadModelInput): Promise<ReadModel> {
    const { importSeconds: seconds, importMemoryMiB: memoryMiB } = this.options;
    return await runInSandbox<ReadModel>({ program, input, limits: { seconds, memoryMiB }, signal: this.#stopping.signal });
  }

  async #keep(model: ReadModel, digest: string): Promise<CandidateModel> {
    const [onnx, manifest] = await Promise.all([
      this.artifacts.put({ file: model.onnxFile }),
      this.artifacts.put({ file: model.manifestFile }),
    ]);
    return {
      datasetId: null,
      dataDigest: digest,
      targetColumn: model.target,
      taskType: model.task,
      algorithm: model.algorithm,
      hyperparameters: {},
      onnxDigest: onnx.digest,
      manifestDigest: manifest.digest,
      signatureDigest: model.signatureDigest,
      classes: model.classes && [...model.classes],
      metrics: metricsOf(model.metrics),
      certificate: model.certificate,
    };
  }
}

/** Of all files, in the order of their names. */
async function digestOf(files: readonly ReceivedFile[]): Promise<string> {
  const digests: string[] = [];
  for (const { name, path } of files.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    const hash = createHash('sha256');
    await pipeline(createReadStream(path), hash);
    digests.push(`${files.length === 1 ? '' : name}:${hash.digest('hex')}`);
  }
  return `sha256:${files.length === 1 ? digests[0].slice(1) : sha256(digests)}`;
}

function sha256(parts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}

/** Numbers (null where undefined) and the confusion matrix, as of a training. */
function metricsOf(metrics: object): ModelMetrics {
  const kept: ModelMetrics = {};
  for (const [name, value] of Object.entries(metrics) as [string, unknown][]) {
    if (typeof value === 'number' || value === null) kept[name] = Number.isFinite(value) ? (value as number) : null;
    else if (name === 'confusion_matrix') kept[name] = value as number[][];
  }
  return kept;
}
