import type { DriftReport } from '@atelier/contracts';
import { driftOfFrame, type FrameColumnDrift, type FrameSketch, type PipelineManifest } from '@atelier/learning';

/** What a window shows against the training data. */
export interface WindowReport {
  readonly features: readonly DriftReport[];
  /** The predicted value or label; null without training data to compare with. */
  readonly prediction: DriftReport | null;
  /** The largest PSI beyond noise. */
  readonly driftScore: number;
  readonly errorRate: number;
  readonly responseTimeMs: number;
}

export interface WindowCounts {
  readonly predictions: number;
  readonly failures: number;
  readonly latencyMsSum: number;
  readonly columns: FrameSketch;
  readonly outputs: FrameSketch;
}

/** Judges a window of at least one prediction; `psi` is the policy's drift_score. Corrected for the number of features and of rows by `driftOfFrame`. */
export function reportOf(window: WindowCounts, manifest: PipelineManifest, psi: number): WindowReport {
  const { sketches } = manifest;
  const usage = {
    errorRate: window.failures / (window.predictions + window.failures),
    responseTimeMs: window.latencyMsSum / window.predictions,
  };
  // A model of another library came without its training data: nothing can be said of drift.
  if (!sketches) return { features: [], prediction: null, driftScore: 0, ...usage };
  const features = driftOfFrame(sketches.columns, window.columns, { psi });
  const outputs = driftOfFrame(sketches.predictions, window.outputs, { psi });
  const importance = importanceOf(manifest);
  const missing = new Map(window.columns.columns.map(({ name, missing: absent }) => [name, absent / window.predictions]));
  const describe = (drift: FrameColumnDrift): DriftReport => ({
    feature: drift.column,
    psi: drift.psi,
    ks: drift.ks?.statistic ?? null,
    p_value: drift.q_value,
    missing_rate: missing.get(drift.column) ?? 0,
    unseen_rate: drift.unseen_rate ?? 0,
    drifted: drift.drifted,
    importance: importance.get(drift.column) ?? null,
  });
  // The prediction has drifted when its value or any of its probabilities has: a shift within one label is a shift.
  const worst = outputs.columns.reduce((a, b) =>
    Number(b.drifted) > Number(a.drifted) || (b.drifted === a.drifted && b.psi > a.psi) ? b : a,
  );
  return {
    features: features.columns.map(describe),
    prediction: { ...describe(worst), feature: 'prediction' },
    driftScore: features.drift_score,
    ...usage,
  };
}

function importanceOf({ importance }: PipelineManifest): ReadonlyMap<string, number> {
  return new Map((importance.gain ?? []).map(({ name, importance: share }) => [name, share]));
}
