/** Words of this share of all words count half (smooth inverse frequency, Arora, Liang and Ma 2017). */
const halfShare = 1e-3;
/** Words that count more than this count fully. */
const nearlyFull = 0.9;

/** How much frequent words count in a text, by how often the notes use them; other words count 1. */
export function wordWeights(counts: ReadonlyMap<string, number>): Map<string, number> {
  let total = 0;
  for (const count of counts.values()) total += count;
  const weights = new Map<string, number>();
  for (const [word, count] of counts) {
    const weight = halfShare / (halfShare + count / total);
    if (weight < nearlyFull) weights.set(word, Math.fround(weight));
  }
  return weights;
}
