import { throwIfAborted } from '../errors.js';
import { pause } from '../estimators/pause.js';
import type { PartialDependenceCurve } from '../evaluation/report-curves.js';
import type { Column, NumberColumn, TextColumn } from '../frame/column.js';
import type { Frame } from '../frame/frame.js';
import type { Pipeline } from './pipeline.js';

export interface RawPartialDependenceOptions {
  /** Rows of the frame that are asked at most, evenly spread; default 200. */
  readonly rows?: number;
  /** Values of a number column, from its 5th to its 95th percentile, and most categories of a text column; default 15. */
  readonly points?: number;
  readonly signal?: AbortSignal;
}

/**
 * What the whole pipeline answers on average if one raw column had the same value in all rows (Friedman 2001, section 8.2): in the column's own unit,
 * preparation included. For classification the probability of each class, of two the second's alone; `low` and `high` are the rows' quartiles.
 */
export async function rawPartialDependence(
  pipeline: Pipeline,
  frame: Frame,
  name: string,
  { rows = 200, points = 15, signal }: RawPartialDependenceOptions = {},
): Promise<PartialDependenceCurve[]> {
  const asked = spread(frame.select(pipeline.signature.inputs.map((input) => input.name)), rows);
  const column = frame.column(name);
  const grid = column.kind === 'number' ? numberGrid(column, points) : textGrid(column, points);
  const answers: Float64Array[] = [];
  for (const value of grid) {
    await pause();
    throwIfAborted(signal);
    answers.push(outputsOf(pipeline, asked.with(constant(column, value, asked.rows))));
  }
  return outputsToShow(pipeline).map(({ output, label }) => ({
    column: name,
    ...(label === undefined ? {} : { label }),
    points: grid.map((value, at) => ({ value, ...summaryOf(answers[at], output, outputWidth(pipeline)) })),
  }));
}

function outputsToShow({ signature: { classes } }: Pipeline) {
  if (!classes) return [{ output: 0, label: undefined }];
  if (classes.length === 2) return [{ output: 1, label: classes[1] }];
  return classes.map((label, output) => ({ output, label }));
}

function outputWidth({ signature: { classes } }: Pipeline): number {
  return classes?.length ?? 1;
}

function outputsOf(pipeline: Pipeline, frame: Frame): Float64Array {
  const { probabilities, values } = pipeline.predict(frame);
  return probabilities ?? values ?? new Float64Array();
}

function summaryOf(outputs: Float64Array, output: number, width: number): { mean: number; low: number; high: number } {
  const own = Float64Array.from({ length: outputs.length / width }, (_, row) => outputs[row * width + output]).sort();
  const at = (share: number) => own[Math.round(share * (own.length - 1))];
  return { mean: own.reduce((sum, value) => sum + value, 0) / own.length, low: at(0.25), high: at(0.75) };
}

function spread(frame: Frame, most: number): Frame {
  if (frame.rows <= most) return frame;
  return frame.take(Int32Array.from({ length: most }, (_, i) => Math.floor((i * frame.rows) / most)));
}

/** All values where they are few, else quantiles; the outer twentieths are left out, where few rows say anything. */
function numberGrid({ values }: NumberColumn, points: number): number[] {
  const present = values.filter((value) => Number.isFinite(value)).sort();
  const distinct = [...new Set(present)];
  if (distinct.length <= points) return distinct;
  const quantile = (share: number) => present[Math.round(share * (present.length - 1))];
  return [...new Set(Array.from({ length: points }, (_, i) => quantile(0.05 + (0.9 * i) / (points - 1))))];
}

/** The most frequent categories, in order of their frequency. */
function textGrid({ dictionary, codes }: TextColumn, points: number): string[] {
  const counts = new Float64Array(dictionary.length);
  for (const code of codes) if (code >= 0) counts[code]++;
  const ranked = Array.from(dictionary.keys()).filter((code) => counts[code] > 0);
  return ranked
    .sort((a, b) => counts[b] - counts[a] || (dictionary[a] < dictionary[b] ? -1 : 1))
    .slice(0, points)
    .map((code) => dictionary[code]);
}

function constant({ kind, name }: Column, value: number | string, rows: number): Column {
  return kind === 'number'
    ? { kind, name, values: new Float64Array(rows).fill(value as number) }
    : { kind, name, dictionary: [value as string], codes: new Int32Array(rows) };
}
