/** The known values of a sliding window in ascending order, for its median. */
export class SortedWindow {
  readonly #values: Float64Array;
  #count = 0;

  constructor(capacity: number) {
    this.#values = new Float64Array(capacity);
  }

  get count(): number {
    return this.#count;
  }

  clear(): void {
    this.#count = 0;
  }

  /** Takes `added` in and `removed` out; either may be NaN for none. */
  replace(removed: number, added: number): void {
    const values = this.#values;
    let gap = this.#count;
    if (removed === removed) {
      gap = this.#placeOf(removed);
      if (added !== added) values.copyWithin(gap, gap + 1, this.#count);
      this.#count--;
    }
    if (added !== added) return;
    // The gap travels to where the new value belongs.
    while (gap > 0 && values[gap - 1] > added) {
      values[gap] = values[gap - 1];
      gap--;
    }
    while (gap < this.#count && values[gap + 1] < added) {
      values[gap] = values[gap + 1];
      gap++;
    }
    values[gap] = added;
    this.#count++;
  }

  /** Mean of the two in the middle for an even count, as pandas has it; NaN without values. */
  median(): number {
    const half = this.#count >> 1;
    if (this.#count === 0) return Number.NaN;
    if (this.#count % 2 === 1) return this.#values[half];
    // Halved first, so that large values don't overflow.
    return this.#values[half - 1] / 2 + this.#values[half] / 2;
  }

  #placeOf(value: number): number {
    let low = 0;
    let high = this.#count - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#values[middle] < value) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
