import { LearningError } from '../../errors.js';
import type { ClusterCount } from '../../estimators/clusters/choose-clusters.js';
import type { FittedClusters } from '../../estimators/clusters/fitted-clusters.js';
import { kmeans } from '../../estimators/clusters/kmeans.js';
import type { Matrix } from '../../estimators/estimator.js';
import type { ClientHistory } from '../histories.js';
import { ConceptSpace } from './concept-space.js';
import type { SegmentNumbers } from './segment-profiles.js';
import type { SegmentWords } from './segment-words.js';

/** One segment of clients, in numbers and words. */
export interface Segment extends SegmentNumbers, SegmentWords {
  /** 1…segments, the largest first. */
  readonly segment: number;
  /** Mean best Jaccard index over bootstraps: above .75 the segment is found again, below .6 it is not. */
  readonly stability: number;
  /** Ids of the clients nearest to its centre. */
  readonly exemplars: readonly string[];
}

/** Where a client belongs. */
export interface ClientSegment {
  readonly clientId: string;
  /** 1…segments. */
  readonly segment: number;
  /** To the segment's centre; clients lie at distance 1 from the middle of the space. */
  readonly distance: number;
  /** 1 − distance / distance to the next centre: 0 on the border, 1 at the centre. */
  readonly clearness: number;
}

export interface SegmentationParts {
  readonly space: ConceptSpace;
  readonly clusters: FittedClusters;
  /** The cluster of each segment. */
  readonly order: readonly number[];
  readonly segments: readonly Segment[];
  /** What each number of segments that was tried comes to. */
  readonly curve: readonly ClusterCount[];
  /** Mean adjusted Rand index over bootstraps. */
  readonly stability: number;
  /** Clients it was made from. */
  readonly clients: number;
  readonly seed: number;
}

const kind = 'client_segments';

/** Segments of clients that were found once: tells of them, and puts other clients into them. */
export class ClientSegmentation {
  constructor(private readonly parts: SegmentationParts) {}

  get segments(): readonly Segment[] {
    return this.parts.segments;
  }

  get curve(): readonly ClusterCount[] {
    return this.parts.curve;
  }

  get stability(): number {
    return this.parts.stability;
  }

  /** Mean silhouette of the number of segments that was taken. */
  get silhouette(): number {
    return this.parts.curve.find(({ clusters }) => clusters === this.segments.length)?.silhouette ?? Number.NaN;
  }

  /** What is known of none of the segments' concepts lies between all. In the order of the clients. */
  assign(clients: readonly ClientHistory[]): ClientSegment[] {
    const { space, clusters, order } = this.parts;
    const places = placesIn(clusters, order, space.transform(clients));
    return clients.map(({ clientId }, row) => ({ clientId, ...places[row] }));
  }

  /** Plain JSON; `load` reads it back. */
  toJSON(): unknown {
    const { space, clusters, ...others } = this.parts;
    return { kind, version: 1, ...others, space: space.toJSON(), clusters: clusters.toJSON() };
  }

  /** Throws `learning.model_invalid` for anything but what `toJSON` gave. */
  static load(json: unknown): ClientSegmentation {
    const given = (typeof json === 'object' && json !== null ? json : {}) as Record<string, unknown>;
    if (given.kind !== kind || given.version !== 1)
      throw new LearningError('learning.model_invalid', 'These are no saved client segments (kind "client_segments", version 1).', 'kind');
    const space = ConceptSpace.load(given.space);
    const clusters = kmeans.load(given.clusters) as FittedClusters;
    const { order, segments, curve, stability, clients, seed } = given as unknown as SegmentationParts;
    const fits =
      Array.isArray(segments) &&
      Array.isArray(curve) &&
      Array.isArray(order) &&
      segments.length === clusters.codes &&
      clusters.centres.length === clusters.codes * space.axes &&
      order.toSorted((a, b) => a - b).every((code, i) => code === i) &&
      order.length === clusters.codes;
    if (!fits) throw new LearningError('learning.model_invalid', 'The saved client segments are cut short.', 'segments');
    return new ClientSegmentation({ space, clusters, order, segments, curve, stability, clients, seed });
  }
}

/** Segment, distance and clearness of each row. */
export function placesIn(clusters: FittedClusters, order: readonly number[], x: Matrix): Omit<ClientSegment, 'clientId'>[] {
  const distances = clusters.scores(x);
  return Array.from({ length: x.rows }, (_, row) => {
    const own = order.map((code) => distances[row * clusters.codes + code]);
    const nearest = own.indexOf(Math.min(...own));
    const next = Math.min(...own.filter((_, i) => i !== nearest));
    return { segment: nearest + 1, distance: own[nearest], clearness: next > 0 ? 1 - own[nearest] / next : 0 };
  });
}
