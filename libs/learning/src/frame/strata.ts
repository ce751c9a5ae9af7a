import { LearningError } from '../errors.js';
import type { Label } from './signature.js';
import type { Target } from './target.js';

/** What a split keeps in proportion: one code per row, and the labels that errors name. */
export interface Strata {
  readonly codes: Int32Array;
  readonly labels?: readonly Label[];
}

/** Classes as they are; a regression target by quantile, in at most `bins` bins. */
export function strataOf(target: Target, bins = 10): Strata {
  if (target.task === 'classification') return { codes: target.codes, labels: target.classes };
  return { codes: quantileBins(target.values, bins) };
}

/**
 * Bins of about equal size by rank, codes 0…bins−1 ascending. Equal values share a bin, so that heavy ties make fewer bins;
 * bins have at least 5 rows on average, so that every split finds some.
 */
export function quantileBins(values: Float64Array, bins: number): Int32Array {
  const sorted = values.toSorted();
  const count = Math.max(1, Math.min(bins, Math.floor(values.length / 5)));
  const cuts = Array.from({ length: count - 1 }, (_, i) => sorted[Math.floor(((i + 1) * sorted.length) / count)]);
  const edges = [...new Set(cuts)].filter((edge) => edge > sorted[0]);
  const codes = Int32Array.from(values, (value) => edges.filter((edge) => value >= edge).length);
  return mergeSingles(codes, edges.length + 1);
}

/** A bin of one row joins its lower neighbour (the lowest its upper one): splits need two rows of each. */
function mergeSingles(codes: Int32Array, bins: number): Int32Array {
  const counts = new Int32Array(bins);
  for (const code of codes) counts[code]++;
  const merged = new Int32Array(bins);
  let open = -1;
  let held = 2;
  for (let bin = 0; bin < bins; bin++) {
    if (held >= 2 && (counts[bin] >= 2 || open < 0)) {
      open++;
      held = 0;
    }
    held += counts[bin];
    merged[bin] = open;
  }
  return codes.map((code) => merged[code]);
}

/** The rows of each stratum, ascending; strata without rows are left out. */
export function strataMembers({ codes }: Strata): Int32Array[] {
  const members = new Map<number, number[]>();
  for (let row = 0; row < codes.length; row++) {
    const known = members.get(codes[row]);
    if (known) known.push(row);
    else members.set(codes[row], [row]);
  }
  return [...members.entries()].sort(([a], [b]) => a - b).map(([, rows]) => Int32Array.from(rows));
}

/** Throws `learning.class_too_small`, naming the first label with fewer rows. */
export function requireStrataRows(strata: Strata, minimum: number): void {
  for (const rows of strataMembers(strata)) {
    if (rows.length >= minimum) continue;
    const code = strata.codes[rows[0]];
    const label = JSON.stringify(strata.labels?.[code] ?? code);
    throw new LearningError(
      'learning.class_too_small',
      `The class ${label} has ${rows.length === 1 ? 'one row' : `${rows.length} rows`}; a stratified split needs at least ${minimum}. Add rows of it, remove or merge it, or split without stratification.`,
      String(strata.labels?.[code] ?? code),
    );
  }
}
