import { PointMemory } from '../../points/point-memory.js';
import type { Points } from '../points.js';

/** Rows and their weights (all above 0), in a memory that kernels work on. */
export interface ClusterSpace {
  readonly memory: PointMemory;
  readonly points: Points;
  readonly weights: Float64Array;
}

export function clusterSpace(points: Points, weights: Float64Array): ClusterSpace {
  const memory = new PointMemory();
  return { memory, points: { ...points, data: memory.copyOf(points.data) }, weights: memory.copyOf(weights) };
}
