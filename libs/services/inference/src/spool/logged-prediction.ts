import type { EventData, Label } from '@atelier/contracts';

/** An answer as it is spooled, one line of JSON each: the event's item and the tenant. */
export type LoggedPrediction = EventData<'prediction.made'>['predictions'][number] & { readonly project: string };

/** What a line's answer is made from; texts that do not change with the row are written once per model. */
export interface LoggedModel {
  readonly project: string;
  readonly modelId: string;
  readonly name: string;
  readonly version: string;
}

/** The beginning of every line of a model. */
export function linePrefix({ project, modelId, name, version }: LoggedModel): string {
  const fields = JSON.stringify({ project, model_id: modelId, model_name: name, version });
  return `${fields.slice(0, -1)},`;
}

export interface LineValues {
  readonly id: string;
  readonly at: string;
  readonly features: Readonly<Record<string, unknown>>;
  readonly prediction: Label;
  readonly probabilities: readonly number[] | null;
  readonly latencyMs: number;
  readonly userId: string | null;
}

/** One line, with its line feed. */
export function spoolLine(prefix: string, values: LineValues): string {
  const { id, at, features, prediction, probabilities, latencyMs, userId } = values;
  return (
    `${prefix}"prediction_id":"${id}","at":"${at}","features":${JSON.stringify(features)},"prediction":${JSON.stringify(prediction)},` +
    `"probabilities":${JSON.stringify(probabilities)},"latency_ms":${latencyMs.toFixed(3)},"user_id":${JSON.stringify(userId)}}\n`
  );
}

/** Lines of a segment. A torn last line is what a process was writing when it died: its answer was never given, so it is left out. */
export function parseLines(content: string): { readonly predictions: LoggedPrediction[]; readonly broken: number } {
  const lines = content.split('\n');
  const torn = lines.pop() === '' ? 0 : 1;
  const predictions: LoggedPrediction[] = [];
  let broken = 0;
  for (const line of lines) {
    try {
      predictions.push(JSON.parse(line) as LoggedPrediction);
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      broken += 1;
    }
  }
  return { predictions, broken: broken + torn };
}

const rowsAtMost = 200;
const bytesAtMost = 512 * 1024;

/** Cuts answers into batches of one project each, small enough for a message (200 rows, 512 KB of JSON unless one row alone is larger). */
export function batches(predictions: readonly LoggedPrediction[]): LoggedPrediction[][] {
  const result: LoggedPrediction[][] = [];
  const current = new Map<string, { rows: LoggedPrediction[]; bytes: number }>();
  for (const prediction of predictions) {
    const bytes = Buffer.byteLength(JSON.stringify(prediction));
    let batch = current.get(prediction.project);
    if (!batch || batch.rows.length >= rowsAtMost || batch.bytes + bytes > bytesAtMost) {
      batch = { rows: [], bytes: 0 };
      current.set(prediction.project, batch);
      result.push(batch.rows);
    }
    batch.rows.push(prediction);
    batch.bytes += bytes;
  }
  return result;
}
