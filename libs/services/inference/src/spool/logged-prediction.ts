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

/** A line that was read back. */
export interface SpooledLine {
  readonly text: string;
  readonly prediction: LoggedPrediction;
}

/**
 * Reads a line that was spooled. Null for one that is broken: a torn last line is what a process was writing when it died, and its answer was
 * never given.
 */
export function parseLine(text: string): SpooledLine | null {
  try {
    return { text, prediction: JSON.parse(text) as LoggedPrediction };
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

/** Of a batch. */
export const rowsAtMost = 200;
const bytesAtMost = 512 * 1024;

/**
 * A segment's lines in batches of one project each, small enough for a message (200 rows, 512 KB of JSON unless one row alone is larger). Lines are
 * parsed as they are asked for: what lives long is costly to a process that answers. `onBroken` is told of each line that is none.
 */
export function* batches(content: string, onBroken: () => void): Generator<SpooledLine[]> {
  let batch: SpooledLine[] = [];
  let bytes = 0;
  for (let from = 0; from < content.length; ) {
    const feed = content.indexOf('\n', from);
    const end = feed < 0 ? content.length : feed;
    // Without its line feed a line was not written whole, even if it can be read.
    const line = feed < 0 ? null : parseLine(content.slice(from, end));
    const size = end - from;
    from = end + 1;
    if (!line) {
      onBroken();
      continue;
    }
    const isOther = batch.length > 0 && line.prediction.project !== batch[0].prediction.project;
    if (isOther || batch.length >= rowsAtMost || (batch.length > 0 && bytes + size > bytesAtMost)) {
      yield batch;
      batch = [];
      bytes = 0;
    }
    batch.push(line);
    bytes += size;
  }
  if (batch.length > 0) yield batch;
}
