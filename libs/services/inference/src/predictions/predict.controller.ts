import { Allow } from '@atelier/access';
import type { Predicted, PredictRequest, Principal } from '@atelier/contracts';
import { Controller, HttpCode, Post, Req } from '@nestjs/common';
import type { RowPath } from '../models/row-check.js';
import { type CompletedRows, FeatureCompletion } from './feature-completion.js';
import { parsePredictBody } from './predict-body.js';
import { Predictor } from './predictor.js';

interface PredictHttpRequest {
  readonly body: unknown;
  readonly principal: Principal;
}

const oneRow: RowPath = () => 'features';
const manyRows: RowPath = (index) => `rows.${index}`;

/** The hot path. It takes the request itself: pipes of each parameter would cost as much as the model (docs/decisions, serving path). */
@Controller('api/ml/models')
export class PredictController {
  constructor(
    private readonly predictor: Predictor,
    private readonly completion: FeatureCompletion,
  ) {}

  @Post('predict')
  @HttpCode(200)
  @Allow('viewer')
  async predict(@Req() request: PredictHttpRequest): Promise<Predicted> {
    const cameAt = performance.now();
    const body = parsePredictBody(request.body);
    const { project } = request.principal;
    const model = await this.modelOf(project, body);
    const given = body.rows ?? [body.features!];
    const path = body.rows ? manyRows : oneRow;
    const completed = model.featureService ? await this.completion.complete(model, given, path) : null;
    const rows = completed?.rows ?? given;
    const answers = await this.predictor.answer(model, { rows, path, userId: body.user_id ?? null, cameAt });
    return {
      status: 'success',
      model_id: model.modelId,
      model_name: model.name,
      version: model.version,
      prediction: answers.predictions,
      ...(answers.probabilities ? { prediction_proba: answers.probabilities } : {}),
      ...(answers.scores ? { prediction_score: answers.scores } : {}),
      prediction_id: answers.ids,
      ...(model.labelsOrigin ? { labels_origin: model.labelsOrigin } : {}),
      ...ignoredOf(answers.ignored, completed),
      ...(completed ? { completed_features: completed.features } : {}),
      ...(completed && completed.incomplete.length > 0 ? { incomplete_features: completed.incomplete } : {}),
    };
  }

  private modelOf(project: string, body: PredictRequest) {
    return body.model_id === undefined ? this.predictor.byName(project, body.model_name!) : this.predictor.byId(project, body.model_id);
  }
}

/** What the entity was told by is no feature, and not ignored. */
function ignoredOf(ignored: readonly string[], completed: CompletedRows | null): Pick<Predicted, 'ignored_features'> {
  const names = completed ? ignored.filter((name) => !completed.told.has(name)) : ignored;
  return names.length > 0 ? { ignored_features: names } : {};
}
