import {
  comparePaired,
  encodeRows,
  type Frame,
  isMissing,
  type Label,
  type Outcome,
  type Pipeline,
  type PipelineManifest,
  parseManifest,
  rowsFromFrame,
  scoreOf,
  type Signature,
  textEncodingsOf,
} from '@atelier/learning';
import { runGraph } from '../model/run-graph.js';

/** Candidate against incumbent on rows that the candidate has not learned from; difference > 0: the candidate is better. */
export interface Judgement {
  readonly comparison: {
    readonly metric: string;
    readonly candidate: number;
    readonly incumbent: number;
    readonly difference: number;
    readonly low: number;
    readonly high: number;
    readonly rows: number;
  };
  readonly decision: 'promote' | 'reject';
}

export interface Incumbent {
  readonly bytes: Uint8Array;
  /** As it was stored; checked here. */
  readonly manifest: unknown;
}

/** How far below 0 the interval's low end may reach, in accuracy or R²: what counts as "not worse". */
const margin = 0.005;

/**
 * Promote when the candidate is better on the held-out rows and the 95 % interval of the paired bootstrap rules out that it is worse
 * by the margin; else reject (docs/decisions/011). Throws `learning.model_invalid`, and `learning.too_few_rows` for no rows.
 */
export async function judge(candidate: Pipeline, heldOut: Frame, incumbent: Incumbent, seed: number): Promise<Judgement> {
  const rows = withTarget(heldOut, candidate.signature.target.name);
  const before = await incumbentLabels(parseManifest(incumbent.manifest), incumbent.bytes, rows);
  const [challenger, champion] = outcomes(candidate.signature, rows, candidate.predict(rows).labels, before);
  const metric = metricFor(challenger);
  const { difference, low, high } = comparePaired(champion, challenger, { metric, seed });
  const allowed = metric === 'rmse' ? 0 : margin;
  return {
    comparison: {
      metric,
      candidate: scoreOf(metric, challenger),
      incumbent: scoreOf(metric, champion),
      difference,
      low,
      high,
      rows: rows.rows,
    },
    decision: difference > 0 && low > -allowed ? 'promote' : 'reject',
  };
}

/** R² has no value where all truths are equal; there the error itself is compared, without a margin, for it has the target's unit. */
function metricFor({ task, truth }: Outcome): 'accuracy' | 'r2' | 'rmse' {
  if (task === 'classification') return 'accuracy';
  return truth.every((value) => value === truth[0]) ? 'rmse' : 'r2';
}

function withTarget(frame: Frame, name: string): Frame {
  const target = frame.column(name);
  return frame.take(Int32Array.from({ length: frame.rows }, (_, row) => row).filter((row) => !isMissing(target, row)));
}

/** What the incumbent's own graph says. Columns that the table no longer has are missing to it. */
async function incumbentLabels({ signature, steps }: PipelineManifest, bytes: Uint8Array, frame: Frame): Promise<Label[]> {
  const known = { ...signature, inputs: signature.inputs.filter(({ name }) => frame.has(name)) };
  const all = Int32Array.from({ length: frame.rows }, (_, row) => row);
  const { label, value } = await runGraph(bytes, encodeRows(signature, rowsFromFrame(known, frame, all), textEncodingsOf(steps)));
  const { classes } = signature;
  return classes ? Array.from(label ?? [], (code) => classes[Number(code)]) : Array.from(value ?? [], Number);
}

/** Both models' answers under one list of classes: a retrained model may know others than the one before it. */
function outcomes(
  signature: Signature,
  frame: Frame,
  candidate: readonly Label[],
  incumbent: readonly Label[],
): readonly [Outcome, Outcome] {
  const truth = trueLabels(signature, frame);
  if (signature.task === 'regression') {
    const valued = (labels: readonly Label[]): Outcome => ({
      task: 'regression',
      truth: Float64Array.from(truth, Number),
      prediction: Float64Array.from(labels, Number),
    });
    return [valued(candidate), valued(incumbent)];
  }
  const names = [...new Set([...truth, ...candidate, ...incumbent].map(String))];
  const codeOf = new Map(names.map((name, code) => [name, code]));
  const coded = (labels: readonly Label[]) => Int32Array.from(labels, (label) => codeOf.get(String(label)) as number);
  const classed = (labels: readonly Label[]): Outcome => ({
    task: 'classification',
    classes: Math.max(2, names.length),
    truth: coded(truth),
    prediction: coded(labels),
  });
  return [classed(candidate), classed(incumbent)];
}

function trueLabels({ target, classes }: Signature, frame: Frame): Label[] {
  const column = frame.column(target.name);
  if (column.kind === 'text') return Array.from(column.codes, (code) => column.dictionary[code]);
  const isTruth = classes?.every((label) => typeof label === 'boolean') ?? false;
  return Array.from(column.values, (value) => (isTruth ? value === 1 : value + 0));
}
