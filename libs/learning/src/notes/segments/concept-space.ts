import { LearningError } from '../../errors.js';
import type { Matrix } from '../../estimators/estimator.js';
import { packArray, unpackArray } from '../../estimators/trees/packed-array.js';
import { randomizedAxesOf } from '../../preparation/randomized-axes.js';
import type { ClientHistory } from '../histories.js';
import { type SparseMatrix, sparseOf, type SparseRow } from '../text/sparse-matrix.js';
import { centredRows, columnMeans, dealtAnew, scoresOf } from './concept-rows.js';

/** Few and rare concepts tell nothing of clients at large; many make the space large. */
const fewestClients = 3;
const mostConcepts = 2000;
const mostAxes = 16;
/** Deals of chance, of which the largest variance is the bar. */
const deals = 3;

interface SpaceParts {
  readonly concepts: readonly string[];
  /** One per concept. */
  readonly weights: Float64Array;
  readonly means: Float64Array;
  /** Row-major [axes × concepts]. */
  readonly axes: Float64Array;
  /** Share of the rows' variance along each axis. */
  readonly shares: readonly number[];
}

/**
 * Which way clients lie by what is said of them: concepts weighted by their rarity, along the axes in which concepts go together more than they
 * do by chance (parallel analysis, Horn 1965), sixteen at the most; then of length 1, so that it doesn't matter how much was said. It never changes.
 */
export class ConceptSpace {
  private readonly places: ReadonlyMap<string, number>;

  private constructor(private readonly parts: SpaceParts) {
    this.places = new Map(parts.concepts.map((concept, place) => [concept, place]));
  }

  get axes(): number {
    return this.parts.shares.length;
  }

  get shares(): readonly number[] {
    return this.parts.shares;
  }

  /** Throws `learning.too_few_rows` where no concept is said of three clients. */
  static fit(clients: readonly ClientHistory[], seed: number): ConceptSpace {
    const { concepts, weights } = weighedConcepts(clients);
    if (concepts.length < 2)
      throw new LearningError(
        'learning.too_few_rows',
        `The notes of ${clients.length} clients share ${concepts.length === 0 ? 'no concept' : 'one concept'} that is said of three or more; segments need what clients have in common. Is this the right lexicon?`,
        'lexicon',
      );
    const open = { concepts, weights, means: new Float64Array(concepts.length), axes: new Float64Array(0), shares: [] };
    const rows = new ConceptSpace(open).sparse(clients);
    const means = columnMeans(rows);
    const { axes, variances, totalVariance } = randomizedAxesOf(centredRows(rows, means), Math.min(mostAxes, concepts.length));
    const bar = Math.max(...Array.from({ length: deals }, (_, deal) => chanceVariance(dealtAnew(rows, seed + deal))));
    const above = variances.filter((variance) => variance > bar).length;
    const kept = Math.min(variances.length, Math.max(2, above));
    const shares = Array.from(variances.subarray(0, kept), (variance) => (totalVariance > 0 ? variance / totalVariance : 0));
    return new ConceptSpace({ concepts, weights, means, axes: axes.slice(0, kept * concepts.length), shares });
  }

  /** Row-major [clients × axes], each row of length 1, or 0 where nothing of the space is said of a client. */
  transform(clients: readonly ClientHistory[]): Matrix {
    const { means, axes } = this.parts;
    const rows = this.sparse(clients);
    const scores = scoresOf(rows, means, axes, this.axes);
    const data = new Float32Array(rows.rows * this.axes);
    for (let row = 0; row < rows.rows; row++) {
      if (rows.starts[row] === rows.starts[row + 1]) continue;
      let square = 0;
      for (let axis = 0; axis < this.axes; axis++) square += scores[axis * rows.rows + row] ** 2;
      const scale = square > 0 ? 1 / Math.sqrt(square) : 0;
      for (let axis = 0; axis < this.axes; axis++) data[row * this.axes + axis] = scores[axis * rows.rows + row] * scale;
    }
    return { rows: rows.rows, columns: this.axes, data, names: Array.from({ length: this.axes }, (_, axis) => `axis ${axis + 1}`) };
  }

  toJSON(): unknown {
    const { concepts, weights, means, axes, shares } = this.parts;
    return { concepts, weights: packArray(weights), means: packArray(means), axes: packArray(axes), shares };
  }

  /** Throws `learning.model_invalid` for anything but what `toJSON` gave. */
  static load(json: unknown): ConceptSpace {
    const given = (typeof json === 'object' && json !== null ? json : {}) as Record<string, unknown>;
    const { concepts, shares } = given;
    const weights = unpackArray('f64', given.weights, 'space.weights');
    const means = unpackArray('f64', given.means, 'space.means');
    const axes = unpackArray('f64', given.axes, 'space.axes');
    const fits =
      Array.isArray(concepts) &&
      Array.isArray(shares) &&
      shares.length > 0 &&
      concepts.every((each) => typeof each === 'string') &&
      weights.length === concepts.length &&
      means.length === concepts.length &&
      axes.length === concepts.length * shares.length;
    if (!fits) throw new LearningError('learning.model_invalid', 'The space of the saved segments is cut short or not one.', 'space');
    return new ConceptSpace({ concepts, weights, means, axes, shares });
  }

  private sparse(clients: readonly ClientHistory[]): SparseMatrix {
    return sparseOf(
      clients.map((client) => this.row(client)),
      this.parts.concepts,
    );
  }

  private row(client: ClientHistory): SparseRow {
    const { weights } = this.parts;
    const own = [...conceptsOf(client)].flatMap((concept) => this.places.get(concept) ?? []);
    const indices = Int32Array.from(own).sort();
    const values = Float64Array.from(indices, (place) => weights[place]);
    const length = Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));
    return { indices, values: length > 0 ? values.map((value) => value / length) : values };
  }
}

/** All that is said to be so of a client. */
export function conceptsOf({ notes }: ClientHistory): Set<string> {
  return new Set(notes.flatMap(({ affirmed }) => affirmed));
}

/** How many clients each concept is said of. */
export function clientCounts(clients: readonly ClientHistory[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const client of clients) for (const concept of conceptsOf(client)) counts.set(concept, (counts.get(concept) ?? 0) + 1);
  return counts;
}

function weighedConcepts(clients: readonly ClientHistory[]): { concepts: string[]; weights: Float64Array } {
  const shared = [...clientCounts(clients)].filter(([, count]) => count >= fewestClients && count < clients.length);
  const kept = shared.sort(([a, most], [b, count]) => count - most || (a < b ? -1 : 1)).slice(0, mostConcepts);
  return {
    concepts: kept.map(([concept]) => concept),
    weights: Float64Array.from(kept, ([, count]) => Math.log(1 + clients.length / count)),
  };
}

function chanceVariance(rows: SparseMatrix): number {
  return randomizedAxesOf(centredRows(rows, columnMeans(rows)), 1).variances[0];
}
