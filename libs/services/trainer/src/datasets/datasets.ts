import { setTimeout as pause } from 'node:timers/promises';
import { AtelierError } from '@atelier/contracts';
import { nearestName } from '@atelier/learning';
import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { TrainerOptions } from '../options.js';
import { Dataset } from './dataset.entity.js';

const pollMilliseconds = 50;

/** The data sets of a project. */
@Injectable()
export class Datasets {
  constructor(
    private readonly database: DataSource,
    @Inject(TrainerOptions) private readonly options: TrainerOptions,
  ) {}

  /**
   * The data set; one that is not known yet is waited for a little, because ingestion answers its upload before its event is here.
   * `dataset.not_found`, for another project's too.
   */
  async find(project: string, datasetId: string): Promise<Dataset> {
    const until = performance.now() + this.options.datasetWaitMs;
    for (;;) {
      const dataset = await this.database.manager.findOneBy(Dataset, { datasetId, project });
      if (dataset) return dataset;
      if (performance.now() >= until) throw new AtelierError('dataset.not_found', `There is no data set ${JSON.stringify(datasetId)}.`);
      await pause(pollMilliseconds);
    }
  }
}

/** `dataset.column_not_found`, naming the nearest. */
export function requireColumn({ name: dataset, columns }: Dataset, column: string, path: string): void {
  const names = columns.map(({ name }) => name);
  if (names.includes(column)) return;
  const nearest = nearestName(column, names);
  const hint = nearest ? `did you mean "${nearest}"?` : `it has ${names.slice(0, 20).join(', ')}${names.length > 20 ? ', …' : ''}.`;
  const message = `The data set "${dataset}" has no column "${column}"; ${hint}`;
  throw new AtelierError('dataset.column_not_found', message, [{ path, message }]);
}
