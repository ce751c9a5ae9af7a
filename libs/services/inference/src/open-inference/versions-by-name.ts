import { AtelierError } from '@atelier/contracts';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Fleet } from '../models/fleet.js';
import type { ServedModel } from '../models/served-model.js';
import { VersionRecord } from '../projection/version-record.entity.js';

/** Versions as the Open Inference Protocol names them: by the model's name and the version's number. */
@Injectable()
export class VersionsByName {
  constructor(
    private readonly database: DataSource,
    private readonly fleet: Fleet,
  ) {}

  async list(project: string, name: string): Promise<string[]> {
    const records = await this.database.manager.find(VersionRecord, { where: { project, name }, order: { modelId: 'ASC' } });
    return records.map(({ version }) => version);
  }

  /** Loads it if need be. `model.not_found`. */
  async open(project: string, name: string, version: string): Promise<ServedModel> {
    const loaded = this.fleet.models().find((model) => model.project === project && model.name === name && model.version === version);
    if (loaded) return this.fleet.byId(project, loaded.modelId) ?? (await this.fleet.open(project, loaded.modelId));
    const record = await this.database.manager.findOneBy(VersionRecord, { project, name, version });
    if (!record) throw new AtelierError('model.not_found', `"${name.slice(0, 100)}" has no version "${version.slice(0, 100)}".`);
    return await this.fleet.load(record);
  }
}
