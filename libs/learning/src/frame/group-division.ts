import { LearningError } from '../errors.js';
import { type Random, shuffle } from '../random/random.js';

export interface GroupDivision {
  /** One group per row; each row with −1 is a group of its own. */
  readonly groups: Int32Array;
  /** Codes ≥ 0 whose proportions are to be kept as well as whole groups allow. */
  readonly strata?: Int32Array;
  /** Wanted rows of each part; a part of 0 rows gets none. */
  readonly sizes: readonly number[];
  readonly random: Random;
  /** Deal the largest groups first: parts come out more even, but which part a large group falls into is hardly random. */
  readonly largestFirst?: boolean;
}

/**
 * Deals whole groups, in random order, to the part that lacks their classes most (the greedy rule of scikit-learn's StratifiedGroupKFold
 * with a shortage instead of a variance). Every part that wants rows gets a group. Rows come back ascending. Throws `learning.too_few_rows`.
 */
export function divideGroups({ groups, strata, sizes, random, largestFirst = false }: GroupDivision): Int32Array[] {
  const members = shuffle(groupMembers(groups), random);
  if (largestFirst) members.sort((a, b) => b.length - a.length);
  const wanting = sizes.map((size) => size > 0);
  const needed = wanting.filter(Boolean).length;
  if (members.length < needed)
    throw new LearningError('learning.too_few_rows', `${members.length} groups are too few for ${needed} parts; a group can't be divided.`);
  const shares = classShares(strata ?? new Int32Array(groups.length));
  const lacking = sizes.map((size) => shares.map((share) => size * share));
  const parts: number[][] = sizes.map(() => []);
  for (const [at, rows] of members.entries()) {
    const empty = wanting.map((wants, part) => wants && parts[part].length === 0);
    const mustFill = members.length - at <= empty.filter(Boolean).length;
    const part = mostLacking(rows, { strata, shares, lacking, open: mustFill ? empty : wanting });
    for (const row of rows) {
      parts[part].push(row);
      lacking[part][strata?.[row] ?? 0]--;
    }
  }
  return parts.map((rows) => Int32Array.from(rows).sort());
}

function groupMembers(groups: Int32Array): number[][] {
  const members = new Map<number | string, number[]>();
  for (let row = 0; row < groups.length; row++) {
    const key = groups[row] < 0 ? `row ${row}` : groups[row];
    const known = members.get(key);
    if (known) known.push(row);
    else members.set(key, [row]);
  }
  return [...members.values()];
}

/** The fraction of rows in each class. */
function classShares(strata: Int32Array): number[] {
  const counts: number[] = [];
  for (const code of strata) counts[code] = (counts[code] ?? 0) + 1;
  return Array.from(counts, (count = 0) => count / strata.length);
}

interface Shortage {
  readonly strata?: Int32Array;
  readonly shares: readonly number[];
  readonly lacking: readonly (readonly number[])[];
  readonly open: readonly boolean[];
}

function mostLacking(rows: readonly number[], { strata, shares, lacking, open }: Shortage): number {
  let best = -1;
  let most = Number.NEGATIVE_INFINITY;
  for (let part = 0; part < lacking.length; part++) {
    if (!open[part]) continue;
    let shortage = 0;
    // A rare class counts as much as a common one: its shortage is measured against its own size.
    for (const row of rows) shortage += lacking[part][strata?.[row] ?? 0] / shares[strata?.[row] ?? 0];
    if (shortage > most) {
      most = shortage;
      best = part;
    }
  }
  return best;
}
