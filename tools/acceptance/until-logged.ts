import type { PredictionRecord } from '@atelier/contracts';
import type { AtelierClient } from '@atelier/sdk';
import { eventually } from './eventually.js';
import { nullWhen } from './null-when.js';

/** The record of a prediction once the log has it, which is a moment after the answer. Any other refusal is thrown on. */
export async function untilLogged(client: AtelierClient, predictionId: string): Promise<PredictionRecord> {
  const logged = await eventually(
    () => client.models.prediction(predictionId).catch(nullWhen('prediction.not_found')),
    (found) => found !== null,
    20,
  );
  return logged as PredictionRecord;
}
