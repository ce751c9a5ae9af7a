import { setTimeout as sleep } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import { DataSource, type FindOptionsWhere } from 'typeorm';
import { RegistryOptions } from '../options.js';
import { MLModelVersion, type ServingOutcome } from '../versions/model-version.entity.js';
import { Rollout } from './rollout.entity.js';

export interface Serving {
  /** `pending`: inference has not said anything in time. */
  readonly outcome: ServingOutcome;
  readonly detail: string;
}

/**
 * Waits until inference has taken a change over, so that who changes a model can use it when the answer comes. What inference says arrives as
 * events and is kept in our own tables: these are looked at, nobody is asked.
 */
@Injectable()
export class ServingWatch {
  constructor(
    private readonly database: DataSource,
    @Inject(RegistryOptions) private readonly options: RegistryOptions,
  ) {}

  async ofRollout(where: FindOptionsWhere<Rollout>): Promise<Serving> {
    return await this.settled(async () => {
      const { outcome, detail } = await this.database.manager.findOneByOrFail(Rollout, where);
      return { outcome, detail };
    });
  }

  async ofVersion(modelId: string): Promise<Serving> {
    return await this.settled(async () => {
      const version = await this.database.manager.findOneByOrFail(MLModelVersion, { modelId });
      return { outcome: version.servingOutcome, detail: version.servingDetail };
    });
  }

  private async settled(look: () => Promise<Serving>): Promise<Serving> {
    const until = performance.now() + this.options.servingWaitMs;
    for (let pause = 10; ; pause = Math.min(pause * 1.5, 200)) {
      const serving = await look();
      if (serving.outcome !== 'pending' || performance.now() >= until) return serving;
      await sleep(pause);
    }
  }
}
