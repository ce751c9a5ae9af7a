import { setTimeout as pause } from 'node:timers/promises';
import { AtelierError } from '@atelier/contracts';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { FeatureStoreOptions } from '../options.js';
import { Dataset } from './dataset.entity.js';

const pollMs = 50;

/** The datasets of a project. */
@Injectable()
export class Datasets {
  constructor(
    private readonly database: DataSource,
    private readonly options: FeatureStoreOptions,
  ) {}

  /** One that is not known yet is waited for a little: its upload is answered before its event is here. `dataset.not_found`. */
  async find(project: string, datasetId: string): Promise<Dataset> {
    const until = performance.now() + this.options.datasetWaitMs;
    for (;;) {
      const dataset = await this.database.manager.findOneBy(Dataset, { datasetId, project });
      if (dataset) return dataset;
      if (performance.now() >= until) throw new AtelierError('dataset.not_found', `There is no dataset ${JSON.stringify(datasetId)}.`);
      await pause(pollMs);
    }
  }
}
