import { requireLearningSet } from '../../estimators/learning-set.js';
import { resolveParameters } from '../../estimators/parameters.js';
import { findEstimator } from '../../estimators/registry.js';
import { rankingOf, rocAuc } from '../../evaluation/metrics/ranking.js';
import type { Concept } from '../lexicon/lexicon.js';
import type { ConceptModel } from './concept-model.js';
import type { Gain } from './evaluate-detection.js';
import type { ContextNote } from './note-contexts.js';
import type { AnyEncoder } from './sentence-encoder.js';
import { untrainedEncoder } from './untrained-encoder.js';

export interface VectorGain {
  /** Share of the five nearest concepts that are of the same bucket. */
  readonly neighbours: Gain<number>;
  /** Share of analogies (black bag − black + red → red bag) whose answer is nearest; undefined where no concepts are made of two others. */
  readonly analogies?: Gain<number>;
  /** Share of clients whose later notes are nearest to their own earlier notes, among a hundred clients. */
  readonly recognised: Gain<number>;
  /** ROC AUC of purchases by a logistic regression on clients' vectors, each half of the clients judged by the other; only with labels. */
  readonly purchase?: Gain<number>;
}

const neighbours = 5;
const crowd = 100;
const mostAnalogies = 500;

/** How good vectors are with the model, and without: by the untrained encoder of as many dimensions. `purchased` is by client;
 * another encoder may make the clients' vectors. */
export async function evaluateVectors(
  model: ConceptModel,
  concepts: readonly Concept[],
  notes: readonly ContextNote[],
  purchased?: ReadonlyMap<string, boolean>,
  encoder: AnyEncoder = model.encoder,
): Promise<VectorGain> {
  const known = concepts.filter(({ id }) => model.vectorOf(id));
  const dimensions = model.encoder.dimensions;
  const plain = untrainedEncoder(dimensions);
  const learnedRows = rowsOf(known.map(({ id }) => model.vectorOf(id) as Float32Array));
  const plainRows = plain.encode(known.map(({ aliases, label }) => [label, ...Object.values(aliases).flat()].join(' ')));
  const gain = (measure: (rows: Float32Array) => number): Gain<number> => ({ without: measure(plainRows), with: measure(learnedRows) });
  const analogies = analogiesOf(known);
  const byClient = Map.groupBy(notes, ({ clientId }) => clientId);
  return {
    neighbours: gain((rows) => sameBucket(rows, known)),
    ...(analogies.length > 0 && { analogies: gain((rows) => solved(rows, dimensions, analogies)) }),
    recognised: { without: await recognised(plain, byClient), with: await recognised(encoder, byClient) },
    ...(purchased && {
      purchase: { without: await purchaseAuc(plain, byClient, purchased), with: await purchaseAuc(encoder, byClient, purchased) },
    }),
  };
}

function rowsOf(vectors: readonly Float32Array[]): Float32Array {
  const rows = new Float32Array(vectors.length * (vectors[0]?.length ?? 0));
  for (const [i, vector] of vectors.entries()) rows.set(vector, i * vector.length);
  return rows;
}

function product(a: ArrayLike<number>, b: Float32Array, row: number): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[row * a.length + i];
  return sum;
}

function sameBucket(rows: Float32Array, concepts: readonly Concept[]): number {
  const dimensions = rows.length / concepts.length;
  let same = 0;
  for (let at = 0; at < concepts.length; at++) {
    const own = rows.subarray(at * dimensions, (at + 1) * dimensions);
    const products = concepts.map((_, other) => (other === at ? -2 : product(own, rows, other)));
    const nearest = Array.from(products.keys())
      .sort((a, b) => products[b] - products[a] || a - b)
      .slice(0, neighbours);
    same += nearest.filter((other) => concepts[other].bucket === concepts[at].bucket).length;
  }
  return same / (neighbours * concepts.length);
}

/** Places of concepts: from is to its part as the answer is to the other part. */
interface Analogy {
  readonly from: number;
  readonly part: number;
  readonly other: number;
  readonly answer: number;
}

function analogiesOf(concepts: readonly Concept[]): Analogy[] {
  const places = new Map(concepts.map(({ id }, place) => [id, place]));
  const made = concepts.flatMap(({ parents = [] }, place) => {
    const [first, second] = parents.map((parent) => places.get(parent) ?? -1);
    return parents.length === 2 && first >= 0 && second >= 0 ? [{ place, first, second }] : [];
  });
  const byShared = Map.groupBy(made, ({ second }) => second);
  const all = made.flatMap(({ place, first, second }) => {
    const list = byShared.get(second) ?? [];
    const next = list[(list.findIndex((each) => each.place === place) + 1) % list.length];
    return next.first === first ? [] : [{ from: place, part: first, other: next.first, answer: next.place }];
  });
  return all.slice(0, mostAnalogies);
}

function solved(rows: Float32Array, dimensions: number, analogies: readonly Analogy[]): number {
  const count = rows.length / dimensions;
  const right = analogies.filter(({ from, part, other, answer }) => {
    const aim = Float64Array.from(
      { length: dimensions },
      (_, i) => rows[from * dimensions + i] - rows[part * dimensions + i] + rows[other * dimensions + i],
    );
    let best = -1;
    for (let place = 0; place < count; place++)
      if (place !== from && place !== part && place !== other && (best < 0 || product(aim, rows, place) > product(aim, rows, best)))
        best = place;
    return best === answer;
  });
  return right.length / analogies.length;
}

type NotesByClient = ReadonlyMap<string, readonly ContextNote[]>;

async function recognised(encoder: AnyEncoder, byClient: NotesByClient): Promise<number> {
  const several = [...byClient.values()].filter((notes) => notes.length >= 2);
  const half = (notes: readonly ContextNote[], later: boolean) =>
    notes
      .filter((_, i) => i >= Math.ceil(notes.length / 2) === later)
      .map(({ text }) => text)
      .join('\n');
  const earlier = await encoder.encode(several.map((notes) => half(notes, false)));
  const later = await encoder.encode(several.map((notes) => half(notes, true)));
  let right = 0;
  for (let client = 0; client < several.length; client++) {
    const own = later.subarray(client * encoder.dimensions, (client + 1) * encoder.dimensions);
    const first = Math.floor(client / crowd) * crowd;
    const others = Array.from({ length: Math.min(crowd, several.length - first) }, (_, i) => product(own, earlier, first + i));
    if (others.indexOf(Math.max(...others)) === client - first) right++;
  }
  return right / Math.max(1, several.length);
}

async function purchaseAuc(encoder: AnyEncoder, byClient: NotesByClient, purchased: ReadonlyMap<string, boolean>): Promise<number> {
  const clients = [...byClient].filter(([id]) => purchased.has(id));
  const vectors = await encoder.encode(clients.map(([, notes]) => notes.map(({ text }) => text).join('\n')));
  const truth = clients.map(([id]) => purchased.get(id) === true);
  const scores = new Float64Array(clients.length);
  for (const part of [0, 1]) {
    const [own, others] = [part, 1 - part].map((rest) => Array.from(clients.keys()).filter((at) => at % 2 === rest));
    const fitted = await fitLogistic(
      matrixOf(vectors, others, encoder.dimensions),
      others.map((at) => (truth[at] ? 1 : 0)),
    );
    const chances = fitted(matrixOf(vectors, own, encoder.dimensions));
    for (const [i, at] of own.entries()) scores[at] = chances[2 * i + 1];
  }
  return rocAuc(rankingOf(scores), (at) => truth[at]);
}

function matrixOf(vectors: Float32Array, rows: readonly number[], columns: number) {
  const data = new Float32Array(rows.length * columns);
  for (const [i, row] of rows.entries()) data.set(vectors.subarray(row * columns, (row + 1) * columns), i * columns);
  return { rows: rows.length, columns, data, names: Array.from({ length: columns }, (_, i) => `e${i}`) };
}

async function fitLogistic(x: ReturnType<typeof matrixOf>, y: readonly number[]) {
  const estimator = findEstimator('logistic', 'classification');
  const options = {
    task: 'classification' as const,
    classes: 2,
    parameters: resolveParameters('logistic', estimator.parameters, { C: 10 }),
    seed: 1,
  };
  const set = { x, y: Float64Array.from(y) };
  requireLearningSet(estimator, set, options);
  const fitted = await estimator.fit(set, options);
  return (rows: ReturnType<typeof matrixOf>) => fitted.predictProba?.(rows) ?? new Float64Array(2 * rows.rows);
}
