import type { Engine } from '../engine.js';
import type { LeafStepper, Loss } from './loss.js';
import { chunksOf, rowsPerChunk } from './row-chunks.js';

/** Rows that one chunk of logisticSlopes goes over; the losses of chunks are added in order. */
const rowsPerSlopes = 8192;
/** Leaves are shared out in so many parts: to claim one costs as much as some hundred rows. */
const leafChunks = 8;

/**
 * The log loss of unweighted rows by kernels, where scores and derivatives lie in the engine's memory; `plain` is its twin, which does the rest.
 * Probabilities below 1e-100 count as that.
 */
export function withLoglossKernels(plain: Loss, y: Float32Array, engine: Engine): Loss {
  const { memory } = engine;
  const rows = y.length;
  const chunks = Math.ceil(rows / rowsPerSlopes);
  const classes = memory.doubles(rows);
  classes.set(y);
  const exponentials = memory.doubles(rows);
  const products = memory.doubles(2 * chunks);
  const room = new LeafRoom(engine, classes, exponentials);
  let byKernel = false;
  return {
    ...plain,
    derivatives(scores, into) {
      byKernel = memory.owns(scores) && memory.owns(into);
      if (!byKernel) return plain.derivatives(scores, into);
      const inputs = [rowsPerSlopes, rows, scores, classes, exponentials, into, products];
      engine.run('logisticSlopes', chunks, 4 * rows, ...inputs.map((input) => (typeof input === 'number' ? input : input.byteOffset)));
      let loss = 0;
      for (let chunk = 0; chunk < chunks; chunk++) loss += lossOf(products[2 * chunk], products[2 * chunk + 1]);
      return loss / rows;
    },
    stepper(scores, leafOf, leaves) {
      if (!byKernel || !memory.owns(leafOf)) return plain.stepper(scores, leafOf, leaves);
      return room.stepper(leafOf, leaves);
    },
  };
}

/** Minus the logarithm of a product, given as a mantissa and a power of two. */
function lossOf(mantissa: number, exponent: number): number {
  return -Math.log(mantissa) - Math.LN2 * exponent;
}

/** Where leaves begin and what their sums are, as the kernels see it; room for more leaves is taken when they are first met. */
class LeafRoom {
  private leaves = 0;
  private starts: Uint32Array = new Uint32Array();
  private begins: Uint32Array = new Uint32Array();
  private growths: Float64Array = new Float64Array();
  private sums: Float64Array = new Float64Array();
  private grouped: Float64Array = new Float64Array();

  /** Of rows' classes and the exponentials of their scores, both in the engine's memory. */
  constructor(
    private readonly engine: Engine,
    private readonly classes: Float64Array,
    private readonly exponentials: Float64Array,
  ) {}

  stepper(leafOf: Uint16Array, leaves: number): LeafStepper {
    this.make(leaves);
    this.group(leafOf, leaves);
    const { engine, begins, grouped, growths, sums } = this;
    const size = Math.ceil(leaves / leafChunks);
    const inputs = [grouped, begins, growths, sums].map(({ byteOffset }) => byteOffset);
    return (which, step, { first, second, loss }) => {
      for (let leaf = 0; leaf < leaves; leaf++) growths[leaf] = which[leaf] * Math.max(Number.MIN_VALUE, Math.exp(step[leaf]));
      engine.run('logisticLeaves', Math.ceil(leaves / size), grouped.length, size, leaves, ...inputs);
      for (let leaf = 0; leaf < leaves; leaf++) {
        if (which[leaf] === 0) continue;
        first[leaf] = begins[2 * leaf + 2] - begins[2 * leaf + 1] - sums[4 * leaf];
        second[leaf] = -sums[4 * leaf + 1];
        loss[leaf] = lossOf(sums[4 * leaf + 2], sums[4 * leaf + 3]);
      }
    };
  }

  /** Groups the exponentials by leaf, and in a leaf by class; `begins` says where each of these begins. */
  private group(leafOf: Uint16Array, leaves: number): void {
    const { engine, classes, starts, begins } = this;
    const rows = classes.length;
    const chunks = chunksOf(rows);
    const inputs = [rowsPerChunk(rows), rows, leaves, leafOf.byteOffset, classes.byteOffset, starts.byteOffset];
    engine.run('countGroups', chunks, rows, ...inputs);
    let start = 0;
    for (let group = 0; group < 2 * leaves; group++) {
      begins[group] = start;
      for (let at = group; at < 2 * leaves * chunks; at += 2 * leaves) {
        const count = starts[at];
        starts[at] = start;
        start += count;
      }
    }
    begins[2 * leaves] = start;
    engine.run('placeGroups', chunks, rows, ...inputs, this.exponentials.byteOffset, this.grouped.byteOffset);
  }

  private make(leaves: number): void {
    if (leaves <= this.leaves) return;
    const { memory } = this.engine;
    this.leaves = leaves;
    if (this.grouped.length === 0) this.grouped = memory.doubles(this.classes.length);
    this.starts = memory.counts(2 * leaves * chunksOf(this.classes.length));
    this.begins = memory.counts(2 * leaves + 1);
    this.growths = memory.doubles(leaves);
    this.sums = memory.doubles(4 * leaves);
  }
}
