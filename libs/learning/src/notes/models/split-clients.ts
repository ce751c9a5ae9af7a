import { type Split, trainTestSplit } from '../../frame/splits.js';
import type { Strata } from '../../frame/strata.js';
import type { ClientLabels } from './labelled-clients.js';

/** Strata with fewer clients are not kept in proportion by themselves. */
const fewest = 5;

/** One division for all targets, so that features are learned once: in proportion of who purchased and who churned, as far as that is known. */
export function splitClients({ purchased, churned }: ClientLabels, testSize: number, seed: number): Split {
  const rows = purchased.length;
  return trainTestSplit({ rows, testSize, seed, stratify: strataOf(purchased, churned) });
}

function strataOf(purchased: Float64Array, churned: Float64Array): Strata | undefined {
  const known = (label: number) => (Number.isNaN(label) ? 2 : label);
  const codes = Int32Array.from(purchased, (label, row) => 3 * known(label) + known(churned[row]));
  const counts = new Map<number, number>();
  for (const code of codes) counts.set(code, (counts.get(code) ?? 0) + 1);
  const others = 9;
  const merged = codes.map((code) => ((counts.get(code) ?? 0) < fewest ? others : code));
  const rest = merged.filter((code) => code === others).length;
  return rest === 1 ? undefined : { codes: merged };
}
