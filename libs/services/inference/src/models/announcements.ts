import { InjectOutbox, Outbox } from '@atelier/bus';
import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { InferenceOptions } from '../options.js';
import { RolloutRecord } from '../projection/rollout-record.entity.js';
import { VersionRecord } from '../projection/version-record.entity.js';

export interface Outcome {
  readonly outcome: 'ready' | 'failed';
  readonly detail: string;
}

/** Says what came of a version or a rollout: once, by whichever replica is first, in one transaction with the note that it has been said. */
@Injectable()
export class Announcements {
  constructor(
    private readonly database: DataSource,
    @InjectOutbox('inference') private readonly outbox: Outbox,
    @Inject(InferenceOptions) private readonly options: InferenceOptions,
  ) {}

  async ofVersion({ project, name, modelId }: VersionRecord, said: Outcome): Promise<void> {
    await this.database.transaction(async (manager) => {
      const { affected } = await manager.update(VersionRecord, { modelId, announced: false }, { announced: true });
      if (!affected) return;
      const event = { model_name: name, sequence: null, model_id: modelId, replica: this.options.replica, ...said };
      await this.outbox.publish(manager, project, 'serving.switched', event);
    });
  }

  async ofRollout({ project, name, sequence, productionModelId, previousModelId }: RolloutRecord, said: Outcome): Promise<void> {
    await this.database.transaction(async (manager) => {
      const { affected } = await manager
        .createQueryBuilder()
        .update(RolloutRecord)
        .set({ announcedSequence: sequence })
        .where('project = :project AND name = :name AND announced_sequence < :sequence', { project, name, sequence })
        .execute();
      const modelId = productionModelId ?? previousModelId;
      if (!affected || !modelId) return;
      const event = { model_name: name, sequence, model_id: modelId, replica: this.options.replica, ...said };
      await this.outbox.publish(manager, project, 'serving.switched', event);
    });
  }
}
