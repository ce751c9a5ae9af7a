import type { Cell } from '@atelier/tables';

export interface NaiveRow {
  readonly keys: readonly (string | null)[];
  /** Milliseconds; null: missing. */
  readonly e: number | null;
  readonly known: number | null;
  readonly features: readonly Cell[];
}

export interface NaiveView {
  readonly rows: readonly NaiveRow[];
  readonly hasKnownAt: boolean;
  readonly ttlSeconds: number | null;
}

/** The join as one would say it: every row for every label. The features of the row, or null. */
export function naiveJoin(keys: readonly (string | null)[], at: number | null, view: NaiveView, asOf: number): readonly Cell[] | null {
  let best: { readonly e: number; readonly known: number; readonly features: readonly Cell[] } | null = null;
  for (const row of view.rows) {
    const known = view.hasKnownAt ? row.known : row.e;
    if (at === null || row.e === null || known === null || row.keys.some((key, i) => key === null || key !== keys[i])) continue;
    if (row.e > at || known > at || known > asOf || row.e > asOf) continue;
    const better = best === null || row.e - best.e || known - best.known || compareContent(row.features, best.features);
    if (better === true || better > 0) best = { e: row.e, known, features: row.features };
  }
  if (best === null || at === null) return null;
  return view.ttlSeconds !== null && best.e < at - view.ttlSeconds * 1000 ? null : best.features;
}

function compareContent(a: readonly Cell[], b: readonly Cell[]): number {
  for (const [i, value] of a.entries()) {
    const order = compare(value, b[i]);
    if (order !== 0) return order;
  }
  return 0;
}

/** Missing first, numbers by size, texts by their bytes. */
function compare(a: Cell, b: Cell): number {
  if (a === null || b === null) return Number(a !== null) - Number(b !== null);
  return typeof a === 'string' ? Buffer.compare(Buffer.from(a), Buffer.from(String(b))) : Number(a) - Number(b);
}
