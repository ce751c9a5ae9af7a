import { kmeans } from '../../estimators/clusters/kmeans.js';
import type { Matrix } from '../../estimators/estimator.js';
import { resolveParameters } from '../../estimators/parameters.js';
import { adjustedRand } from '../../evaluation/adjusted-rand.js';
import { createRandom } from '../../random/random.js';

export interface Stability {
  /** Bootstrapped fits that the segments were compared with. */
  readonly fits: number;
  /** Mean adjusted Rand index of these fits with the segments, over all clients: 1 the same, 0 chance. */
  readonly adjustedRand: number;
  /** For each segment the mean over fits of its best Jaccard index with one of theirs: above .75 it is found again, below .6 it is not (Hennig 2007). */
  readonly segments: readonly number[];
}

/** Fits k-means anew to rows drawn with replacement, with another seed each time, and compares where it puts all rows. */
export async function stabilityOf(
  x: Matrix,
  codes: ArrayLike<number>,
  clusters: number,
  { fits = 10, seed, signal }: { readonly fits?: number; readonly seed: number; readonly signal?: AbortSignal },
): Promise<Stability> {
  const random = createRandom(seed).fork('stability');
  const parameters = resolveParameters('kmeans', kmeans.parameters, { n_clusters: clusters, n_init: 3 });
  const indices: number[] = [];
  const best = new Float64Array(clusters);
  for (let fit = 0; fit < fits; fit++) {
    const weights = drawn(x.rows, clusters, random.fork(fit));
    const again = (await kmeans.fit({ x, weights }, { parameters, seed: seed + fit + 1, signal })).predict(x);
    indices.push(adjustedRand(codes, again));
    jaccards(codes, again, clusters).forEach((value, code) => {
      best[code] += value / fits;
    });
  }
  return { fits, adjustedRand: indices.reduce((sum, value) => sum + value, 0) / fits, segments: Array.from(best) };
}

/** How often each row is drawn in as many draws as there are rows; at least `least` rows are. */
function drawn(rows: number, least: number, random: ReturnType<typeof createRandom>): Float64Array {
  const weights = new Float64Array(rows);
  let different = 0;
  for (let draw = 0; draw < rows || different < least; draw++) {
    const row = random.integer(rows);
    if (weights[row]++ === 0) different++;
  }
  return weights;
}

/** Of each segment the largest |A ∩ B| / |A ∪ B| with a segment of the other division. */
function jaccards(one: ArrayLike<number>, other: ArrayLike<number>, count: number): Float64Array {
  const both = new Float64Array(count * count);
  const sizes = [new Float64Array(count), new Float64Array(count)];
  for (let i = 0; i < one.length; i++) {
    both[one[i] * count + other[i]]++;
    sizes[0][one[i]]++;
    sizes[1][other[i]]++;
  }
  return sizes[0].map((size, a) =>
    Math.max(...Array.from(sizes[1], (otherSize, b) => both[a * count + b] / Math.max(1, size + otherSize - both[a * count + b]))),
  );
}
