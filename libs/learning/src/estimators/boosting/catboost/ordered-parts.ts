/** A prefix of an order's rows that leaves learn from, `body` long, and the rows after it, up to `end`, that judge them. */
export interface OrderedPart {
  readonly body: number;
  readonly end: number;
}

/**
 * The bodies and tails of ordered boosting (Prokhorenkova et al. 2018, section 4 and appendix B): each tail is as long as its body, and its end is the
 * next body. The first body is a fiftieth of the rows, 100 at most, or a single row where there are few (CatBoost's fold.cpp).
 */
export function orderedParts(rows: number): OrderedPart[] {
  const parts: OrderedPart[] = [];
  let body = rows > 500 ? Math.min(100, Math.floor(rows / 50)) : 1;
  while (parts.length === 0 || body < rows) {
    const end = Math.min(rows, 2 * body);
    parts.push({ body, end });
    body = end;
  }
  return parts;
}

/** Rows of all bodies and tails together. */
export function placesOf(parts: readonly OrderedPart[]): number {
  return parts.reduce((sum, { end }) => sum + end, 0);
}

/** The places of an order that lie in [first, end), by the number of their row: histograms go through rows the quicker. */
export function placesByRow(order: Uint32Array, first: number, end: number): Uint32Array {
  return Uint32Array.from({ length: end - first }, (_, i) => first + i).sort((a, b) => order[a] - order[b]);
}
