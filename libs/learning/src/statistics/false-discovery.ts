/** Benjamini–Hochberg (1995): p-values adjusted so that calling those below α leaves at most a share of α false. In the given order. */
export function benjaminiHochberg(pValues: readonly number[]): number[] {
  const order = pValues.map((_, i) => i).sort((a, b) => pValues[b] - pValues[a]);
  const adjusted: number[] = pValues.map(() => 1);
  let least = 1;
  for (const [at, i] of order.entries()) {
    least = Math.min(least, (pValues[i] * pValues.length) / (pValues.length - at));
    adjusted[i] = least;
  }
  return adjusted;
}
