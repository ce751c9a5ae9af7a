/** The k nearest seen so far, nearest first; of equally near ones those of lower index. */
export class NearestList {
  readonly measures: Float64Array;
  readonly indices: Int32Array;
  size = 0;
  /** What a candidate must not exceed. */
  worst = Number.POSITIVE_INFINITY;

  constructor(readonly capacity: number) {
    this.measures = new Float64Array(capacity);
    this.indices = new Int32Array(capacity);
  }

  clear(): void {
    this.size = 0;
    this.worst = Number.POSITIVE_INFINITY;
  }

  offer(measure: number, index: number): void {
    const { measures, indices, capacity } = this;
    if (measure > this.worst || (measure === this.worst && index > indices[capacity - 1])) return;
    let at = this.size < capacity ? this.size++ : capacity - 1;
    for (; at > 0 && (measures[at - 1] > measure || (measures[at - 1] === measure && indices[at - 1] > index)); at--) {
      measures[at] = measures[at - 1];
      indices[at] = indices[at - 1];
    }
    measures[at] = measure;
    indices[at] = index;
    if (this.size === capacity) this.worst = measures[capacity - 1];
  }
}
