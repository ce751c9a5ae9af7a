import { columnMissing } from '../frame/frame.js';
import type { FrameSketch } from './column-sketch.js';
import { type ColumnDrift, type DriftOptions, driftOf, isMaterial } from './drift.js';
import { benjaminiHochberg } from './false-discovery.js';

/** A column's drift, judged among all of them. */
export interface FrameColumnDrift extends ColumnDrift {
  /** The p-value adjusted for the number of columns (Benjamini–Hochberg); `drifted` goes by it. */
  readonly q_value: number;
}

export interface FrameDrift {
  readonly reference_rows: number;
  readonly current_rows: number;
  /** In the reference's order. */
  readonly columns: readonly FrameColumnDrift[];
  /** Share of columns that have drifted. */
  readonly drifted_share: number;
  /** The largest PSI beyond noise, ≥ 0: what the threshold `drift_score` is compared with. */
  readonly drift_score: number;
  readonly drifted: boolean;
}

/**
 * Compares a window with the training data, column by column, so that a window without drift alarms with probability α at most
 * whatever the number of columns. Columns that only the window has are ignored. Throws `learning.column_missing`, `learning.too_few_rows`.
 */
export function driftOfFrame(reference: FrameSketch, current: FrameSketch, options: DriftOptions = {}): FrameDrift {
  const now = new Map(current.columns.map((column) => [column.name, column]));
  const drifts = reference.columns.map((column) => {
    const other = now.get(column.name);
    if (!other) throw columnMissing(column.name, [...now.keys()]);
    return driftOf(column, other, options);
  });
  const adjusted = benjaminiHochberg(drifts.map((drift) => drift.p_value));
  const columns = drifts.map((drift, i) => ({
    ...drift,
    q_value: adjusted[i],
    drifted: adjusted[i] < (options.alpha ?? 0.05) && isMaterial(drift, options),
  }));
  const drifted = columns.filter((column) => column.drifted).length;
  return {
    reference_rows: reference.rows,
    current_rows: current.rows,
    columns,
    drifted_share: columns.length === 0 ? 0 : drifted / columns.length,
    drift_score: columns.reduce((most, { psi, psi_noise }) => Math.max(most, psi - psi_noise), 0),
    drifted: drifted > 0,
  };
}
