import { PointMemory } from '../../points/point-memory.js';
import type { Matrix } from '../estimator.js';
import { type Points, pointsOf } from '../points.js';

/** Rows and their weights (all above 0), in a memory that kernels work on. */
export interface ClusterSpace {
  readonly memory: PointMemory;
  readonly points: Points;
  readonly weights: Float64Array;
}

export function clusterSpace(x: Matrix, origin: Float64Array, weights: Float64Array): ClusterSpace {
  const memory = new PointMemory();
  return { memory, points: pointsOf(x, origin, memory.doubles(x.rows * x.columns)), weights: memory.copyOf(weights) };
}
