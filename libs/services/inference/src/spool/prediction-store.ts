import { InjectOutbox, Outbox } from '@atelier/bus';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import type { Failures } from './failure-counts.js';
import type { LoggedPrediction, SpooledLine } from './logged-prediction.js';

const insert = `
  INSERT INTO inference.ml_prediction_log
    (prediction_id, project, model_id, model_name, version, at, features, prediction, probabilities, latency_ms, user_id)
  SELECT r.prediction_id, r.project, r.model_id, r.model_name, r.version, r.at, r.features, r.prediction, r.probabilities, r.latency_ms, r.user_id
  FROM jsonb_to_recordset($1::jsonb) AS r(prediction_id uuid, project text, model_id uuid, model_name text, version text, at timestamptz,
    features jsonb, prediction jsonb, probabilities jsonb, latency_ms double precision, user_id text)
  ON CONFLICT (prediction_id) DO NOTHING
  RETURNING prediction_id`;

/** Puts logged answers into the database and announces them, once: what is there already is neither stored nor announced again. */
@Injectable()
export class PredictionStore {
  constructor(
    private readonly database: DataSource,
    @InjectOutbox('inference') private readonly outbox: Outbox,
  ) {}

  /** One batch of one project, with its event, in one transaction. */
  async store(project: string, lines: readonly SpooledLine[], failures: Failures): Promise<void> {
    await this.database.transaction(async (manager) => {
      const stored = await insertNew(manager, lines);
      if (stored.length === 0 && failures.length === 0) return;
      const told = stored.map(withoutProject);
      await this.outbox.publish(manager, project, 'prediction.made', { batch_id: uuidv7(), predictions: told, failures });
    });
  }
}

async function insertNew(manager: EntityManager, lines: readonly SpooledLine[]): Promise<LoggedPrediction[]> {
  if (lines.length === 0) return [];
  const rows: { prediction_id: string }[] = await manager.query(insert, [`[${lines.map(({ text }) => text).join(',')}]`]);
  const inserted = new Set(rows.map((row) => row.prediction_id));
  return lines.filter(({ prediction }) => inserted.has(prediction.prediction_id)).map(({ prediction }) => prediction);
}

function withoutProject(prediction: LoggedPrediction): Omit<LoggedPrediction, 'project'> {
  const { project: _project, ...item } = prediction;
  return item;
}
