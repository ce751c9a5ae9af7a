import { Allow, Caller } from '@atelier/access';
import { AtelierError, type PredictionRecord, type Principal } from '@atelier/contracts';
import { Controller, Get, Param } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { validate } from 'uuid';
import { MLPredictionLog } from '../spool/prediction-log.entity.js';

/** The log of answers. An answer is in it about half a second after it was given, up to two seconds where many are. */
@Controller('api/ml/predictions')
export class PredictionsController {
  constructor(private readonly database: DataSource) {}

  /** `prediction.not_found`, for another project's prediction too. */
  @Get(':prediction_id')
  @Allow('viewer')
  async get(@Caller() { project }: Principal, @Param('prediction_id') predictionId: string): Promise<PredictionRecord> {
    const logged = validate(predictionId) ? await this.database.manager.findOneBy(MLPredictionLog, { predictionId, project }) : null;
    if (!logged) throw new AtelierError('prediction.not_found', `There is no prediction ${JSON.stringify(predictionId.slice(0, 100))}.`);
    return recordOf(logged);
  }
}

function recordOf({ predictionId, modelId, modelName, version, at, features, ...answer }: MLPredictionLog): PredictionRecord {
  return {
    prediction_id: predictionId,
    model_id: modelId,
    model_name: modelName,
    version,
    at: at.toISOString(),
    features: features as PredictionRecord['features'],
    prediction: answer.prediction,
    prediction_proba: answer.probabilities,
    user_id: answer.userId,
  };
}
