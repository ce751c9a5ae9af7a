import type { GrowInput } from './grow-leaf-wise.js';

/**
 * Rows drawn with chances proportional to √(g² + λh²), and their gradients divided by their chance, so that sums stay unbiased
 * (minimal variance sampling, Ibragimov and Gusev 2019; XGBoost's sampling_method gradient_based). About `share` of the rows are kept; `scaled` takes the
 * divided gradients.
 */
export function sampleByGradient(
  { pairs, rows, random }: GrowInput,
  share: number,
  lambda: number,
  scaled: Float32Array = new Float32Array(pairs.length),
): Pick<GrowInput, 'pairs' | 'rows'> {
  if (share >= 1) return { pairs, rows };
  const sizes = Float64Array.from(rows, (row) => Math.sqrt(pairs[2 * row] ** 2 + lambda * pairs[2 * row + 1] ** 2));
  const threshold = thresholdFor(sizes, share * rows.length);
  const draw = random.fork('rows');
  const kept = rows.filter((row, i) => {
    const chance = Math.min(1, sizes[i] / threshold);
    if (chance === 0 || draw.next() >= chance) return false;
    scaled[2 * row] = pairs[2 * row] / chance;
    scaled[2 * row + 1] = pairs[2 * row + 1] / chance;
    return true;
  });
  return kept.length > 0 ? { pairs: scaled, rows: kept } : { pairs, rows: rows.slice(0, 1) };
}

/** The size from which on rows are kept for certain, such that the chances add up to `wanted`. */
function thresholdFor(sizes: Float64Array, wanted: number): number {
  const sorted = sizes.slice().sort();
  let sum = sorted.reduce((a, b) => a + b, 0);
  for (let certain = 0; certain < sorted.length; certain++) {
    const threshold = sum / Math.max(wanted - certain, Number.MIN_VALUE);
    const largest = sorted[sorted.length - 1 - certain];
    if (largest <= threshold || wanted - certain <= 1) return threshold > 0 ? threshold : 1;
    sum -= largest;
  }
  return 1;
}
