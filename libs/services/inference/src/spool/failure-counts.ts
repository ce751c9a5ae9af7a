import type { EventData } from '@atelier/contracts';
import { Injectable } from '@nestjs/common';
import type { LoggedModel } from './logged-prediction.js';

export type Failures = EventData<'prediction.made'>['failures'];

/** Requests to a model that got no answer since the last batch. Kept in memory: a failed request was told so at once. */
@Injectable()
export class FailureCounts {
  private counts = new Map<string, { project: string; model_id: string; model_name: string; count: number }>();

  add({ project, modelId, name }: LoggedModel): void {
    const counted = this.counts.get(modelId) ?? { project, model_id: modelId, model_name: name, count: 0 };
    counted.count += 1;
    this.counts.set(modelId, counted);
  }

  /** All counts by project, which start at zero again; give them back if they could not be told. */
  take(): Map<string, Failures> {
    const taken = new Map<string, Failures>();
    for (const { project, ...failure } of this.counts.values()) taken.set(project, [...(taken.get(project) ?? []), failure]);
    this.counts = new Map();
    return taken;
  }

  giveBack(taken: ReadonlyMap<string, Failures>): void {
    for (const [project, failures] of taken) {
      for (const failure of failures) {
        const count = failure.count + (this.counts.get(failure.model_id)?.count ?? 0);
        this.counts.set(failure.model_id, { project, ...failure, count });
      }
    }
  }
}
