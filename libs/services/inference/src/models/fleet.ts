import { AtelierError } from '@atelier/contracts';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { InferenceOptions } from '../options.js';
import { VersionRecord } from '../projection/version-record.entity.js';
import { ModelLoader } from './model-loader.js';
import type { ServedModel } from './served-model.js';

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** What is in force under a name on this replica. */
interface InForce {
  readonly sequence: number;
  readonly model: ServedModel | null;
}

/** The loaded models of this replica: those in production, and a bounded number of others that were asked for lately. */
@Injectable()
export class Fleet {
  private readonly logger = new Logger('models');
  private readonly loaded = new Map<string, ServedModel>();
  private readonly loading = new Map<string, Promise<ServedModel>>();
  private readonly inForce = new Map<string, InForce>();
  private uses = 0;
  private onWake: () => void = () => undefined;

  constructor(
    private readonly database: DataSource,
    private readonly loader: ModelLoader,
    @Inject(InferenceOptions) private readonly options: InferenceOptions,
  ) {}

  /** The model by id if it is loaded and the project's. */
  byId(project: string, modelId: string): ServedModel | undefined {
    const model = this.loaded.get(modelId);
    if (model?.project !== project) return undefined;
    model.lastUse = ++this.uses;
    return model;
  }

  /** The model that serves in production under a name. */
  inProduction(project: string, name: string): ServedModel | undefined {
    return this.inForce.get(key(project, name))?.model ?? undefined;
  }

  /** The sequence in force under a name; 0 when there is none. */
  sequenceOf(project: string, name: string): number {
    return this.inForce.get(key(project, name))?.sequence ?? 0;
  }

  models(): readonly ServedModel[] {
    return [...this.loaded.values()];
  }

  /** The model by id, loaded now if need be. `model.not_found` also for another project's. */
  async open(project: string, modelId: string): Promise<ServedModel> {
    const loaded = this.byId(project, modelId);
    if (loaded) return loaded;
    const record = await this.record(project, modelId);
    return await this.load(record);
  }

  async record(project: string, modelId: string): Promise<VersionRecord> {
    const record = uuid.test(modelId)
      ? await this.database.manager.findOneBy(VersionRecord, { project, modelId: modelId.toLowerCase() })
      : null;
    if (!record) throw new AtelierError('model.not_found', `No model has the id "${modelId.slice(0, 100)}".`);
    return record;
  }

  /** Loads a version unless it is loaded; those who ask meanwhile wait for the same load. */
  async load(record: VersionRecord): Promise<ServedModel> {
    const loaded = this.byId(record.project, record.modelId);
    if (loaded) return loaded;
    let loading = this.loading.get(record.modelId);
    if (!loading) {
      loading = this.loadNow(record).finally(() => this.loading.delete(record.modelId));
      this.loading.set(record.modelId, loading);
    }
    return await loading;
  }

  /** From now on `model` (or nothing) answers under the name. What the earlier one has begun it finishes. */
  switchTo(project: string, name: string, sequence: number, model: ServedModel | null): void {
    if (model && this.loaded.get(model.modelId) !== model) throw new Error(`${model.name} ${model.version} has been unloaded.`);
    this.inForce.set(key(project, name), { sequence, model });
    this.evict();
  }

  /** Called when the registry has said something new. */
  wake(): void {
    this.onWake();
  }

  wakes(listener: () => void): void {
    this.onWake = listener;
  }

  async close(): Promise<void> {
    const models = this.models();
    this.loaded.clear();
    this.inForce.clear();
    await Promise.all(models.map((model) => model.retire()));
  }

  private async loadNow(record: VersionRecord): Promise<ServedModel> {
    const model = await this.loader.load(record);
    model.lastUse = ++this.uses;
    this.loaded.set(model.modelId, model);
    this.evict();
    return model;
  }

  /** Retires the longest unused beyond the bound; never what is in production, nor what was used last (its caller is about to). */
  private evict(): void {
    const serving = new Set([...this.inForce.values()].map(({ model }) => model));
    const idle = this.models()
      .filter((model) => !serving.has(model))
      .sort((a, b) => a.lastUse - b.lastUse);
    for (const model of idle.slice(0, Math.max(0, idle.length - this.options.idleModels))) {
      this.loaded.delete(model.modelId);
      model.retire().catch((error: unknown) => this.logger.error({ err: error, model_id: model.modelId }, 'a session could not be freed'));
    }
  }
}

function key(project: string, name: string): string {
  return `${project}\0${name}`;
}
