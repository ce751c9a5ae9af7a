import type { PredictionRecord } from '@atelier/contracts';
import { type AtelierClient, ProblemError } from '@atelier/sdk';
import { eventually } from './eventually.js';

/** The record of a prediction once the log has it, which is a moment after the answer. Any other refusal is thrown on. */
export async function untilLogged(client: AtelierClient, predictionId: string): Promise<PredictionRecord> {
  const logged = await eventually(
    () => client.models.prediction(predictionId).catch(nullIfUnknown),
    (found) => found !== null,
    20,
  );
  return logged as PredictionRecord;
}

function nullIfUnknown(error: unknown): null {
  if (error instanceof ProblemError && error.code === 'prediction.not_found') return null;
  throw error;
}
