import type { Engine } from '../engine.js';
import { chunksOf, rowsPerChunk } from './row-chunks.js';

/** A tree's leaf values where the kernels see them. */
export class TreeValues {
  private values: Float64Array = new Float64Array();

  constructor(
    private readonly engine: Engine,
    private readonly outputs: number,
  ) {}

  /** Adds each row's leaf's values to its scores [rows × outputs]; both arrays lie in the engine's memory. */
  add(values: Float64Array, leafOf: Uint16Array, scores: Float64Array): void {
    const { engine, outputs } = this;
    if (this.values.length < values.length) this.values = engine.memory.doubles(values.length);
    this.values.set(values);
    const rows = leafOf.length;
    const inputs = [rowsPerChunk(rows), rows, outputs, leafOf.byteOffset, this.values.byteOffset, scores.byteOffset];
    engine.run('addLeafValues', chunksOf(rows), scores.length, ...inputs);
  }
}
