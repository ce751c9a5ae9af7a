import type { Points } from '../points.js';
import type { NearestList } from './nearest-list.js';

/** Finds the nearest training rows of query rows. Every way of searching finds the same: by measure, ties to the lower index. */
export interface NeighbourSearch {
  /** Calls `found` with the list of each query, in order; the list is only valid during the call. */
  search(queries: Points, count: number, found: (query: number, list: NearestList) => void): void;
}
