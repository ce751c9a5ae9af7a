import type { Engine } from '../engine.js';
import type { FeatureColumn } from './feature-columns.js';
import { chunksOf, rowsPerChunk } from './row-chunks.js';

/** The leaf of every row, in the engine's memory, and how many rows each leaf has. */
export interface RowLeaves {
  readonly leafOf: Uint16Array;
  readonly counts: Uint32Array;
}

/** Sends all rows down a tree, a level at a time, on the engine's threads. What it found is overwritten by the next tree. */
export class LeafFinder {
  private readonly leafOf: Uint16Array;
  private readonly chunkCounts: Uint32Array;
  private counts: Uint32Array;
  private level = 0;

  /** Trees have `depth` levels at most. */
  constructor(
    private readonly engine: Engine,
    private readonly rows: number,
    depth: number,
  ) {
    this.leafOf = engine.memory.places(rows);
    this.chunkCounts = engine.memory.counts(chunksOf(rows) * 2 ** depth);
    this.counts = Uint32Array.of(rows);
  }

  begin(): void {
    this.leafOf.fill(0);
    this.level = 0;
    this.counts = Uint32Array.of(this.rows);
  }

  /** Gives rows the leaves that a split of all leaves leads to; `codes` lie in the engine's memory. Returns the number of rows of each. */
  move({ codes, split }: FeatureColumn, bin: number): Uint32Array {
    const { engine, rows, chunkCounts } = this;
    const chunks = chunksOf(rows);
    const inputs = [rowsPerChunk(rows), rows, this.leafOf.byteOffset, codes.byteOffset, bin, Number(split === 'equals')];
    engine.run('moveRows', chunks, rows, ...inputs, this.level, chunkCounts.byteOffset);
    this.level++;
    const leaves = 2 ** this.level;
    this.counts = chunkCounts.slice(0, leaves);
    for (let at = leaves; at < chunks * leaves; at++) this.counts[at % leaves] += chunkCounts[at];
    return this.counts;
  }

  /** Takes back the split of a level that no two leaves need: one of each pair is empty. */
  merge(level: number): void {
    const { leafOf, counts } = this;
    const below = (1 << level) - 1;
    const merged = (leaf: number) => (leaf & below) | ((leaf >> 1) & ~below);
    for (let row = 0; row < leafOf.length; row++) leafOf[row] = merged(leafOf[row]);
    const left = new Uint32Array(counts.length / 2);
    counts.forEach((count, leaf) => {
      left[merged(leaf)] += count;
    });
    this.counts = left;
  }

  found(): RowLeaves {
    return { leafOf: this.leafOf, counts: this.counts };
  }
}
