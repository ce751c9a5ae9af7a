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

/** Lines of one project, as they stand in the spool, without their line feeds. */
export interface LineBatch {
  readonly project: string;
  readonly lines: readonly string[];
}

/** Of a batch. */
export const rowsAtMost = 1000;
export const bytesAtMost = 512 * 1024;
const beginning = /^\{"project":("(?:[^"\\]|\\.)*"),/;

/**
 * A segment's lines in batches of one project each, small enough for a message (1,000 rows, 512 KB of JSON unless one row alone is larger). They
 * are not parsed: the database does that, on another core. `onBroken` is told of each line that is none: a torn last line is what a process was
 * writing when it died, and its answer was never given.
 */
export function* batches(content: string, onBroken: () => void): Generator<LineBatch> {
  let start: string | null = null;
  let lines: string[] = [];
  let bytes = 0;
  for (let from = 0; from < content.length; ) {
    const feed = content.indexOf('\n', from);
    const line = feed < 0 ? null : content.slice(from, feed);
    from = feed < 0 ? content.length : feed + 1;
    const own: string | null = line === null ? null : start !== null && line.startsWith(start) ? start : startOf(line);
    // Without its line feed a line was not written whole, even if it can be read.
    if (line === null || !own) {
      onBroken();
      continue;
    }
    if (lines.length > 0 && (own !== start || lines.length >= rowsAtMost || bytes + line.length > bytesAtMost)) {
      yield { project: projectOf(lines[0]), lines };
      lines = [];
      bytes = 0;
    }
    start = own;
    lines.push(line);
    bytes += line.length;
  }
  if (lines.length > 0) yield { project: projectOf(lines[0]), lines };
}

/** The event's items: the lines without their project, as one JSON array. */
export function itemsOf(lines: readonly string[]): string {
  const start = lines.length > 0 ? startOf(lines[0])!.length : 0;
  return `[${lines.map((line) => `{${line.slice(start)}`).join(',')}]`;
}

/** A line's content; null for one that is no JSON. */
export function parseLine(line: string): LoggedPrediction | null {
  try {
    return JSON.parse(line) as LoggedPrediction;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

function startOf(line: string): string | null {
  return beginning.exec(line)?.[0] ?? null;
}

function projectOf(line: string): string {
  return JSON.parse(beginning.exec(line)![1]) as string;
}
