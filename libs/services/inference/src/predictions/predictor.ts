import { AtelierError } from '@atelier/contracts';
import type { Label, RawRow } from '@atelier/learning';
import { Injectable } from '@nestjs/common';
import { Fleet } from '../models/fleet.js';
import { Reconciler } from '../models/reconciler.js';
import type { RowPath } from '../models/row-check.js';
import type { ModelAnswers, ServedModel } from '../models/served-model.js';
import { FailureCounts } from '../spool/failure-counts.js';
import { spoolLine } from '../spool/logged-prediction.js';
import { PredictionWriter } from '../spool/prediction-writer.js';
import { predictionId } from './prediction-id.js';
import { PredictionMetrics } from './prediction-metrics.js';

export interface Question {
  readonly rows: readonly RawRow[];
  /** What the log keeps in the place of the rows. */
  readonly logged?: readonly RawRow[];
  readonly path: RowPath;
  readonly userId: string | null;
  /** `performance.now()` when the request came. */
  readonly cameAt: number;
}

export interface LoggedAnswers {
  readonly model: ServedModel;
  readonly predictions: readonly Label[];
  readonly probabilities: readonly (readonly number[])[] | null;
  readonly scores: readonly (readonly number[])[] | null;
  readonly ids: readonly string[];
  readonly ignored: readonly string[];
}

/** Answers questions to models: one model for one question, and nothing is answered that is not logged. */
@Injectable()
export class Predictor {
  constructor(
    private readonly fleet: Fleet,
    private readonly reconciler: Reconciler,
    private readonly writer: PredictionWriter,
    private readonly failures: FailureCounts,
    private readonly metrics: PredictionMetrics,
  ) {}

  /** The model by id. `model.not_found`, or what loading it now throws. */
  byId(project: string, modelId: string): ServedModel | Promise<ServedModel> {
    return this.fleet.byId(project, modelId) ?? this.fleet.open(project, modelId);
  }

  /** The model in production under a name. `model.not_in_production`; `model.not_ready` while models are loaded at the start, or when it could not be. */
  byName(project: string, name: string): ServedModel {
    const model = this.fleet.inProduction(project, name);
    if (model) return model;
    const detail = this.reconciler.detailOf(project, name);
    if (detail !== undefined) throw new AtelierError('model.not_ready', `The production version of ${name} could not be loaded: ${detail}`);
    if (!this.reconciler.isReady()) throw new AtelierError('model.not_ready', 'The models in production are still being loaded.');
    throw new AtelierError('model.not_in_production', `No version of "${name.slice(0, 100)}" is in production.`);
  }

  async answer(model: ServedModel, question: Question): Promise<LoggedAnswers> {
    try {
      const answers = await model.answer(question.rows, question.path);
      const ids = answers.predictions.map(() => predictionId());
      const milliseconds = performance.now() - question.cameAt;
      await this.writer.append(spoolLines(model, question, answers, ids, milliseconds));
      this.metrics.answered(model, ids.length, milliseconds);
      return { model, ...answers, ids };
    } catch (error) {
      this.failures.add(model);
      this.metrics.failed(model);
      throw error;
    }
  }
}

function spoolLines(
  model: ServedModel,
  { rows, logged = rows, userId }: Question,
  answers: ModelAnswers,
  ids: readonly string[],
  latencyMs: number,
): string {
  const at = new Date().toISOString();
  let lines = '';
  for (let i = 0; i < ids.length; i++) {
    lines += spoolLine(model.linePrefix, {
      id: ids[i],
      at,
      features: answers.ignored.length > 0 ? model.known(logged[i]) : logged[i],
      prediction: answers.predictions[i],
      probabilities: answers.probabilities ? answers.probabilities[i] : null,
      latencyMs,
      userId,
    });
  }
  return lines;
}
