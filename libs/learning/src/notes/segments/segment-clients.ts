import { LearningError } from '../../errors.js';
import { chooseClusters, type ClusterCount } from '../../estimators/clusters/choose-clusters.js';
import type { FittedClusters } from '../../estimators/clusters/fitted-clusters.js';
import type { Matrix } from '../../estimators/estimator.js';
import { type ClientHistory, requireEnough } from '../histories.js';
import type { Lexicon } from '../lexicon/lexicon.js';
import { ClientSegmentation, placesIn, type Segment } from './client-segmentation.js';
import { ConceptSpace } from './concept-space.js';
import { type ClientOutcome, segmentNumbers } from './segment-profiles.js';
import { segmentWords } from './segment-words.js';
import { stabilityOf } from './stability.js';

export interface SegmentOptions {
  /** How many segments, from 2; `auto` (default) takes the number of highest mean silhouette. */
  readonly segments?: number | 'auto';
  /** Most segments that `auto` tries; default 15, and never more than one for eight clients. */
  readonly most?: number;
  readonly seed: number;
  /** What concepts are called. */
  readonly lexicon: Lexicon;
  /** Profiles tell of them; they have no part in the segments. */
  readonly outcomes?: readonly ClientOutcome[];
  readonly signal?: AbortSignal;
  readonly onProgress?: (count: ClusterCount) => void;
}

const clientsPerSegment = 8;
const fewestClients = 16;
const usualMost = 15;
const exemplars = 3;

/**
 * Divides clients by what their notes say of them: k-means in the space of concepts that go together, segments in the order of their size.
 * Same clients, options and seed, same segments. Throws `learning.too_few_rows` (notes, clients, shared concepts) and `learning.parameter_invalid`.
 */
export async function segmentClients(clients: readonly ClientHistory[], options: SegmentOptions): Promise<ClientSegmentation> {
  const { seed, signal, onProgress } = options;
  const { from, to } = countsToTry(clients, options);
  const space = ConceptSpace.fit(clients, seed);
  const x = space.transform(clients);
  const { fitted: clusters, counts: curve } = await chooseClusters({ x }, { from, to, seed, signal, onProgress });
  const order = bySize(clusters, x);
  const { segments, stability } = await profiled(clients, x, clusters, order, options);
  return new ClientSegmentation({ space, clusters, order, segments, curve, stability, clients: clients.length, seed });
}

function countsToTry(
  clients: readonly ClientHistory[],
  { segments = 'auto', most = usualMost }: SegmentOptions,
): { from: number; to: number } {
  requireEnough(clients);
  if (clients.length < fewestClients)
    throw new LearningError(
      'learning.too_few_rows',
      `The notes are of ${clients.length} client${clients.length === 1 ? '' : 's'}; segments need ${fewestClients} or more.`,
      'clients',
    );
  if (segments === 'auto') return { from: 2, to: Math.min(requireCount(most, 'most'), Math.floor(clients.length / clientsPerSegment)) };
  if (segments > clients.length / 2)
    throw new LearningError(
      'learning.parameter_invalid',
      `${segments} segments of ${clients.length} clients: at most one for two.`,
      'segments',
    );
  return { from: requireCount(segments, 'segments'), to: segments };
}

function requireCount(count: number, name: string): number {
  if (Number.isInteger(count) && count >= 2) return count;
  throw new LearningError('learning.parameter_invalid', `"${name}" is a whole number from 2, not ${count}.`, name);
}

/** The clusters, the largest first. */
function bySize(clusters: FittedClusters, x: Matrix): number[] {
  const sizes = new Int32Array(clusters.codes);
  for (const code of clusters.predict(x)) sizes[code]++;
  return Array.from(sizes.keys()).sort((a, b) => sizes[b] - sizes[a] || a - b);
}

async function profiled(
  clients: readonly ClientHistory[],
  x: Matrix,
  clusters: FittedClusters,
  order: readonly number[],
  { seed, signal, lexicon, outcomes }: SegmentOptions,
): Promise<{ segments: Segment[]; stability: number }> {
  const places = placesIn(clusters, order, x);
  const codes = places.map(({ segment }) => segment - 1);
  const stability = await stabilityOf(x, codes, clusters.codes, { seed, signal });
  const numbers = segmentNumbers(clients, codes, clusters.codes, outcomes);
  const words = segmentWords(numbers, lexicon);
  const segments = numbers.map((own, code) => {
    const members = [...clients.keys()].filter((row) => codes[row] === code).sort((a, b) => places[a].distance - places[b].distance);
    const nearest = members.slice(0, exemplars).map((row) => clients[row].clientId);
    return { segment: code + 1, ...words[code], ...own, stability: stability.segments[code], exemplars: nearest };
  });
  return { segments, stability: stability.adjustedRand };
}
