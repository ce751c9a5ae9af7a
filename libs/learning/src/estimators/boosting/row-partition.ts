import type { Engine } from './engine.js';

/** Rows that one chunk of a step goes over. Sums over chunks are added in order, so this number is part of the result. */
const rowsPerChunk = 8192;

/** What partitions of one fit work with in an engine's memory. */
export class PartitionBuffers {
  readonly left: Uint32Array;
  readonly right: Uint32Array;
  readonly goesLeft: Uint8Array;
  readonly counts: Uint32Array;
  readonly starts: Uint32Array;
  readonly sums: Float64Array;
  private ranges?: LeafRanges;
  private readonly free: Uint32Array[] = [];

  constructor(
    readonly engine: Engine,
    private readonly length: number,
  ) {
    const { memory } = engine;
    const chunks = Math.ceil(length / rowsPerChunk);
    this.left = memory.counts(length);
    this.right = memory.counts(length);
    this.goesLeft = memory.bytes(256);
    this.counts = memory.counts(chunks);
    this.starts = memory.counts(2 * chunks);
    this.sums = memory.doubles(2 * chunks);
  }

  take(): Uint32Array {
    return this.free.pop() ?? this.engine.memory.counts(this.length);
  }

  give(rows: Uint32Array): void {
    this.free.push(rows);
  }

  rangesOf(leaves: number): LeafRanges {
    if (!this.ranges || this.ranges.values.length < leaves) {
      const { memory } = this.engine;
      const length = 2 * leaves;
      this.ranges = { begins: memory.counts(length), ends: memory.counts(length), values: memory.doubles(length) };
    }
    return this.ranges;
  }
}

interface LeafRanges {
  readonly begins: Uint32Array;
  readonly ends: Uint32Array;
  readonly values: Float64Array;
}

/** Rows grouped by leaf: each leaf owns a range of `rows`, in ascending order within it. */
export class RowPartition {
  readonly rows: Uint32Array;
  private readonly begins: number[];
  private readonly ends: number[];
  private readonly right: Uint32Array;
  private readonly owned?: Uint32Array;

  /** With `buffers`, rows lie in an engine's memory and are parted by its kernels, until `release`. */
  constructor(
    rows: Uint32Array,
    private readonly buffers?: PartitionBuffers,
  ) {
    this.owned = buffers?.take();
    this.owned?.set(rows);
    this.rows = this.owned?.subarray(0, rows.length) ?? rows.slice();
    this.right = buffers?.right ?? new Uint32Array(rows.length);
    this.begins = [0];
    this.ends = [rows.length];
  }

  /** Gives the rows' memory back; the partition is of no use any more. */
  release(): void {
    if (this.owned) this.buffers?.give(this.owned);
  }

  begin(leaf: number): number {
    return this.begins[leaf];
  }

  end(leaf: number): number {
    return this.ends[leaf];
  }

  size(leaf: number): number {
    return this.ends[leaf] - this.begins[leaf];
  }

  rowsOf(leaf: number): Uint32Array {
    return this.rows.subarray(this.begins[leaf], this.ends[leaf]);
  }

  /** Keeps the rows whose code is at most `bin` (the `missing` code as told) in `leaf`; the others become a new leaf, whose number is returned. */
  split(leaf: number, codes: Uint8Array, bin: number, missing: number, missingLeft: boolean): number {
    return this.splitBy(leaf, codes, sides(bin, missing, missingLeft));
  }

  /** Keeps the rows of whose code `goesLeft` is 1 in `leaf`; the others become a new leaf, whose number is returned. */
  splitBy(leaf: number, codes: Uint8Array, goesLeft: Uint8Array): number {
    const kept = this.buffers?.engine.memory.owns(codes)
      ? this.partInMemory(this.buffers, leaf, codes, goesLeft)
      : this.part(leaf, codes, goesLeft);
    const end = this.ends[leaf];
    this.ends[leaf] = kept;
    this.begins.push(kept);
    this.ends.push(end);
    return this.ends.length - 1;
  }

  /** Returns where the rows that go right begin. */
  private part(leaf: number, codes: Uint8Array, goesLeft: Uint8Array): number {
    const { rows, right } = this;
    const end = this.ends[leaf];
    let kept = this.begins[leaf];
    let moved = 0;
    for (let i = kept; i < end; i++) {
      const row = rows[i];
      const left = goesLeft[codes[row]];
      // Writes both ways and advances one: no branch that the processor could guess wrong.
      rows[kept] = row;
      right[moved] = row;
      kept += left;
      moved += 1 - left;
    }
    rows.set(right.subarray(0, moved), kept);
    return kept;
  }

  private partInMemory({ engine, ...to }: PartitionBuffers, leaf: number, codes: Uint8Array, goesLeft: Uint8Array): number {
    const { rows } = this;
    const [begin, end] = [this.begins[leaf], this.ends[leaf]];
    const chunks = Math.ceil((end - begin) / rowsPerChunk);
    // A single chunk's left rows can stay where they are.
    const left = chunks > 1 ? to.left : rows;
    to.goesLeft.set(goesLeft);
    const range = [rowsPerChunk, rows.byteOffset, begin, end];
    const sides = [left.byteOffset, to.right.byteOffset, to.counts.byteOffset];
    engine.run('partRows', chunks, end - begin, ...range, codes.byteOffset, to.goesLeft.byteOffset, ...sides);
    let kept = begin;
    for (let chunk = 0; chunk < chunks; chunk++) {
      to.starts[2 * chunk] = kept;
      kept += to.counts[chunk];
    }
    let next = kept;
    for (let chunk = 0; chunk < chunks; chunk++) {
      to.starts[2 * chunk + 1] = next;
      next += Math.min(rowsPerChunk, end - begin - chunk * rowsPerChunk) - to.counts[chunk];
    }
    engine.run('placeRows', chunks, end - begin, ...range, ...sides, to.starts.byteOffset);
    return kept;
  }

  /** Sums of the gradients and hessians of all rows. */
  sumPairs(pairs: Float32Array): readonly [gradient: number, hessian: number] {
    let gradient = 0;
    let hessian = 0;
    if (this.buffers?.engine.memory.owns(pairs)) {
      const { engine, sums } = this.buffers;
      const chunks = Math.ceil(this.rows.length / rowsPerChunk);
      const addresses = [this.rows.byteOffset, this.rows.length, pairs.byteOffset, sums.byteOffset];
      engine.run('sumRows', chunks, this.rows.length, rowsPerChunk, ...addresses);
      for (let chunk = 0; chunk < chunks; chunk++) {
        gradient += sums[2 * chunk];
        hessian += sums[2 * chunk + 1];
      }
      return [gradient, hessian];
    }
    for (const row of this.rows) {
      gradient += pairs[2 * row];
      hessian += pairs[2 * row + 1];
    }
    return [gradient, hessian];
  }

  /** Adds each leaf's value to the scores of its rows: to `scores[row * stride + offset]`. */
  addScores(values: Float64Array, scores: Float64Array, stride: number, offset: number): void {
    if (this.buffers?.engine.memory.owns(scores)) this.addScoresInMemory(this.buffers, values, scores, stride, offset);
    else {
      values.forEach((value, leaf) => {
        for (const row of this.rowsOf(leaf)) scores[row * stride + offset] += value;
      });
    }
  }

  private addScoresInMemory(buffers: PartitionBuffers, values: Float64Array, scores: Float64Array, stride: number, offset: number): void {
    const leaves = values.length;
    const ranges = buffers.rangesOf(leaves);
    ranges.begins.set(this.begins);
    ranges.ends.set(this.ends);
    ranges.values.set(values);
    const chunks = Math.ceil(this.rows.length / rowsPerChunk);
    const addresses = [ranges.begins.byteOffset, ranges.ends.byteOffset, ranges.values.byteOffset, leaves];
    const rows = [rowsPerChunk, this.rows.byteOffset, this.rows.length];
    buffers.engine.run('addScores', chunks, this.rows.length, ...rows, ...addresses, scores.byteOffset + 8 * offset, stride);
  }
}

function sides(bin: number, missing: number, missingLeft: boolean): Uint8Array {
  const goesLeft = new Uint8Array(256);
  goesLeft.fill(1, 0, bin + 1);
  if (missing >= 0) goesLeft[missing] = missingLeft ? 1 : 0;
  return goesLeft;
}
