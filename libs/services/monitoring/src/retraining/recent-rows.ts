import { ArtifactStore } from '@atelier/artifacts';
import type { Label } from '@atelier/contracts';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { References } from '../models/references.js';
import type { WatchedModel } from '../models/watched-model.entity.js';
import { MonitoringOptions } from '../options.js';

export interface RecentRows {
  /** JSON lines of raw features with the actual outcome under the target's name, the earliest first; null when there are none. */
  readonly digest: string | null;
  readonly rows: number;
}

/** Keeps the rows whose outcome is known as an artifact: what the next training learns from beside the table. */
@Injectable()
export class RecentRowsExport {
  constructor(
    private readonly artifacts: ArtifactStore,
    private readonly references: References,
    private readonly options: MonitoringOptions,
  ) {}

  async keep(manager: EntityManager, model: WatchedModel): Promise<RecentRows> {
    const { signature } = await this.references.manifest(model.manifestDigest);
    const found = await manager.query<{ features: Record<string, unknown>; actual: Label }[]>(
      'SELECT features, actual FROM monitoring.prediction WHERE model_id = $1 AND actual IS NOT NULL ORDER BY at DESC, prediction_id DESC LIMIT $2',
      [model.modelId, this.options.recentRows],
    );
    if (found.length === 0) return { digest: null, rows: 0 };
    const lines = found.toReversed().map(({ features, actual }) => `${JSON.stringify({ ...features, [signature.target.name]: actual })}\n`);
    const { digest } = await this.artifacts.put(Buffer.from(lines.join('')));
    return { digest, rows: found.length };
  }
}
