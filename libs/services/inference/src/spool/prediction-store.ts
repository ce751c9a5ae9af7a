import { InjectOutbox, Outbox } from '@atelier/bus';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import type { Failures } from './failure-counts.js';
import { itemsOf, type LineBatch } from './logged-prediction.js';

/** The rows travel as one text that the database takes apart; it answers with ids only where some were there already. */
const insert = `
  WITH stored AS (
    INSERT INTO inference.ml_prediction_log
      (prediction_id, project, model_id, model_name, version, at, features, prediction, probabilities, latency_ms, user_id)
    SELECT r.prediction_id, $1, r.model_id, r.model_name, r.version, r.at, r.features, r.prediction, r.probabilities, r.latency_ms, r.user_id
    FROM jsonb_to_recordset($2::jsonb) AS r(prediction_id uuid, model_id uuid, model_name text, version text, at timestamptz,
      features jsonb, prediction jsonb, probabilities jsonb, latency_ms double precision, user_id text)
    ON CONFLICT (prediction_id) DO NOTHING
    RETURNING prediction_id
  )
  SELECT count(*)::int AS rows, CASE WHEN count(*) < $3 THEN array_agg(prediction_id::text) END AS ids FROM stored`;

/** Puts logged answers into the database and announces them, once: what is there already is neither stored nor announced again. */
@Injectable()
export class PredictionStore {
  constructor(
    private readonly database: DataSource,
    @InjectOutbox('inference') private readonly outbox: Outbox,
  ) {}

  /** One batch with its event, in one transaction. The event carries the lines as they were written: nothing is parsed on the thread that answers. */
  async store(batch: LineBatch, failures: Failures): Promise<void> {
    await this.database.transaction(async (manager) => {
      const fresh = await insertNew(manager, batch);
      if (fresh === null && failures.length === 0) return;
      const batchId = uuidv7();
      const data = `{"batch_id":"${batchId}","predictions":${fresh ?? '[]'},"failures":${JSON.stringify(failures)}}`;
      await this.outbox.publishWritten(manager, batch.project, 'prediction.made', { key: batchId, data });
    });
  }
}

/** The event's items for those that were not there yet, as a JSON array; null when there are none. */
async function insertNew(manager: EntityManager, { project, lines }: LineBatch): Promise<string | null> {
  if (lines.length === 0) return null;
  const items = itemsOf(lines);
  const [stored]: { rows: number; ids: string[] | null }[] = await manager.query(insert, [project, items, lines.length]);
  if (stored.rows === lines.length) return items;
  const fresh = new Set(stored.ids);
  const left = (JSON.parse(items) as { prediction_id: string }[]).filter(({ prediction_id }) => fresh.has(prediction_id));
  return left.length > 0 ? JSON.stringify(left) : null;
}
