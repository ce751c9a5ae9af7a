import { LearningError } from '../errors.js';
import type { Random } from '../random/random.js';

/**
 * Shares `total` among strata in proportion to `weights`, none above its cap (largest remainder; equal remainders in random order).
 * The counts sum to `total`. Throws `learning.too_few_rows` when the caps don't hold that many.
 */
export function allot(total: number, weights: readonly number[], caps: readonly number[], random: Random): number[] {
  const capacity = caps.reduce((sum, cap) => sum + cap, 0);
  if (total > capacity) {
    throw new LearningError(
      'learning.too_few_rows',
      `${total} rows can't be set aside while every class keeps one to train on; make the test or validation part smaller.`,
    );
  }
  const weight = weights.reduce((sum, each) => sum + each, 0);
  const quotas = weights.map((each) => (weight === 0 ? 0 : (total * each) / weight));
  const counts = quotas.map((quota, i) => Math.min(Math.floor(quota), caps[i]));
  const ties = weights.map(() => random.next());
  let left = total - counts.reduce((sum, count) => sum + count, 0);
  for (; left > 0; left--) counts[mostOwed(quotas, counts, caps, ties)]++;
  return counts;
}

function mostOwed(quotas: readonly number[], counts: readonly number[], caps: readonly number[], ties: readonly number[]): number {
  let best = -1;
  for (let i = 0; i < quotas.length; i++) {
    if (counts[i] >= caps[i]) continue;
    const owed = best < 0 ? 1 : quotas[i] - counts[i] - (quotas[best] - counts[best]);
    if (owed > 1e-12 || (owed > -1e-12 && ties[i] > ties[best])) best = i;
  }
  return best;
}
