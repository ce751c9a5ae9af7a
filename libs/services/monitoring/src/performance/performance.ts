import type { Label, ModelHealth, ModelMetrics } from '@atelier/contracts';
import { bootstrapInterval, type Outcome, type Signature } from '@atelier/learning';

export type Performance = ModelHealth['performance'];

export interface Judged {
  readonly prediction: Label;
  readonly actual: Label;
}

/** Accuracy or R² over predictions whose outcome is known, beside the baseline of the test part. `high` is the upper end of its 95 % interval. */
export function performanceOf(
  signature: Signature,
  baseline: ModelMetrics,
  rows: readonly Judged[],
): Performance & { high: number | null } {
  const metric = signature.task === 'regression' ? 'r2' : 'accuracy';
  const expected = baseline[metric];
  const known = typeof expected === 'number' ? expected : null;
  const outcome = outcomeOf(signature, rows);
  if (!outcome) return { metric, baseline: known, current: null, drop: null, rows: 0, high: null };
  const { value, high } = bootstrapInterval(outcome, { metric, seed: 1, repeats: 500 });
  return { metric, baseline: known, current: value, drop: known === null ? null : known - value, rows: outcome.truth.length, high };
}

/** A drop is real when even the upper end of the interval is below the baseline, and matters when it is larger than the threshold. */
export function hasDropped(
  { drop, baseline, high }: { drop: number | null; baseline: number | null; high?: number | null },
  threshold: number,
): boolean {
  return drop !== null && baseline !== null && drop > threshold && typeof high === 'number' && high < baseline;
}

function outcomeOf(signature: Signature, rows: readonly Judged[]): Outcome | null {
  if (!signature.classes) return valueOutcome(rows);
  // A label that the model does not know can only be wrong: it gets a code of its own.
  const codes = new Map(signature.classes.map((label, code) => [String(label), code]));
  const codeOf = (label: Label) => codes.get(String(label)) ?? codes.size;
  if (rows.length === 0) return null;
  return {
    task: 'classification',
    classes: codes.size + 1,
    truth: Int32Array.from(rows, ({ actual }) => codeOf(actual)),
    prediction: Int32Array.from(rows, ({ prediction }) => codeOf(prediction)),
  };
}

function valueOutcome(rows: readonly Judged[]): Outcome | null {
  const numbers = rows.filter(({ actual }) => Number.isFinite(Number(actual)));
  const truth = Float64Array.from(numbers, ({ actual }) => Number(actual));
  if (new Set(truth).size < 2) return null;
  return { task: 'regression', truth, prediction: Float64Array.from(numbers, ({ prediction }) => Number(prediction)) };
}
