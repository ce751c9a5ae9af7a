import type { Engine } from '../engine.js';
import type { LeafStepper, Loss } from './loss.js';

/** Rows that one chunk goes over; the losses of chunks are added in order. */
const rowsPerChunk = 8192;
/** Leaves are shared out in so many parts: to claim one costs as much as some hundred rows. */
const leafChunks = 8;

/**
 * The log loss of unweighted rows by kernels, where scores and derivatives lie in the engine's memory; `plain` is its twin, which does the rest.
 * Probabilities below 1e-100 count as that.
 */
export function withLoglossKernels(plain: Loss, y: Float32Array, engine: Engine): Loss {
  const { memory } = engine;
  const rows = y.length;
  const chunks = Math.ceil(rows / rowsPerChunk);
  const classes = memory.doubles(rows);
  classes.set(y);
  const exponentials = memory.doubles(rows);
  const grouped = memory.doubles(rows);
  const products = memory.doubles(2 * chunks);
  const room = new LeafRoom(engine);
  let byKernel = false;
  return {
    ...plain,
    derivatives(scores, into) {
      byKernel = memory.owns(scores) && memory.owns(into);
      if (!byKernel) return plain.derivatives(scores, into);
      const inputs = [rowsPerChunk, rows, scores, classes, exponentials, into, products];
      engine.run('logisticSlopes', chunks, 4 * rows, ...inputs.map((input) => (typeof input === 'number' ? input : input.byteOffset)));
      let loss = 0;
      for (let chunk = 0; chunk < chunks; chunk++) loss += lossOf(products[2 * chunk], products[2 * chunk + 1]);
      return loss / rows;
    },
    stepper(scores, leafOf, leaves) {
      if (!byKernel) return plain.stepper(scores, leafOf, leaves);
      const begin = beginsOf(leafOf, y, leaves);
      const next = begin.slice();
      for (let row = 0; row < rows; row++) grouped[next[2 * leafOf[row] + y[row]]++] = exponentials[row];
      return room.stepper(grouped, begin);
    },
  };
}

/** Where each leaf's rows of the first class begin, and those of the second, and where the last ones end. */
function beginsOf(leafOf: Uint16Array, y: Float32Array, leaves: number): Uint32Array {
  const begins = new Uint32Array(2 * leaves + 1);
  for (let row = 0; row < y.length; row++) begins[2 * leafOf[row] + y[row] + 1]++;
  for (let i = 0; i < 2 * leaves; i++) begins[i + 1] += begins[i];
  return begins;
}

/** Minus the logarithm of a product, given as a mantissa and a power of two. */
function lossOf(mantissa: number, exponent: number): number {
  return -Math.log(mantissa) - Math.LN2 * exponent;
}

/** Where leaves begin and what their sums are, as the kernels see it; room for more leaves is taken when they are first met. */
class LeafRoom {
  private leaves = 0;
  private begins: Uint32Array = new Uint32Array();
  private growths: Float64Array = new Float64Array();
  private sums: Float64Array = new Float64Array();

  constructor(private readonly engine: Engine) {}

  /** Of the rows' exponentials grouped by leaf, and in a leaf by class; `begin` says where each of these begins. */
  stepper(grouped: Float64Array, begin: Uint32Array): LeafStepper {
    const leaves = (begin.length - 1) / 2;
    this.make(leaves);
    const { engine, begins, growths, sums } = this;
    begins.set(begin);
    const size = Math.ceil(leaves / leafChunks);
    const inputs = [grouped, begins, growths, sums].map(({ byteOffset }) => byteOffset);
    return (which, step, { first, second, loss }) => {
      for (let leaf = 0; leaf < leaves; leaf++) growths[leaf] = which[leaf] * Math.max(Number.MIN_VALUE, Math.exp(step[leaf]));
      engine.run('logisticLeaves', Math.ceil(leaves / size), grouped.length, size, leaves, ...inputs);
      for (let leaf = 0; leaf < leaves; leaf++) {
        if (which[leaf] === 0) continue;
        first[leaf] = begin[2 * leaf + 2] - begin[2 * leaf + 1] - sums[4 * leaf];
        second[leaf] = -sums[4 * leaf + 1];
        loss[leaf] = lossOf(sums[4 * leaf + 2], sums[4 * leaf + 3]);
      }
    };
  }

  private make(leaves: number): void {
    if (leaves <= this.leaves) return;
    const { memory } = this.engine;
    this.leaves = leaves;
    this.begins = memory.counts(2 * leaves + 1);
    this.growths = memory.doubles(leaves);
    this.sums = memory.doubles(4 * leaves);
  }
}
