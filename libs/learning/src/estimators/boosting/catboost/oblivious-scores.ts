import { KernelMemory } from '../kernel-memory.js';
import { addObliviousTree, type ObliviousTree } from './oblivious-tree.js';

/** Rows that are scored at a time: a multiple of 16, and so few that their columns stay in the cache while all trees pass over them. */
const rowsPerBlock = 256;
/** Fewer rows than this go tree by tree: laying out the trees would take longer. */
const fewestRows = 64;

/** Made once per thread, as it holds nothing between two calls. */
let room: KernelMemory | undefined;

/**
 * Scores by many symmetric trees. Rows come in blocks, column by column: a level is one comparison of a column with a border for many rows, whose
 * bits make up the leaf's number.
 */
export class ObliviousScores {
  private readonly columns: readonly Column[] | undefined;
  private readonly placeOf = new Map<number, number>();

  constructor(
    private readonly trees: readonly ObliviousTree[],
    private readonly outputs: number,
  ) {
    this.columns = columnsOf(trees);
    this.columns?.forEach(({ feature }, place) => this.placeOf.set(feature, place));
  }

  /** Adds the trees' values to `scores` [rows × outputs]; `blockOf` gives rows [first, last) × width, row-major. */
  addTo(scores: Float64Array, width: number, blockOf: (first: number, last: number) => Float32Array): void {
    const rows = scores.length / this.outputs;
    const { columns } = this;
    if (!columns || rows < fewestRows) {
      this.addByTree(scores, width, blockOf);
      return;
    }
    room ??= new KernelMemory();
    const memory = room;
    memory.lend(() => this.addByKernel(memory, columns, scores, width, blockOf));
  }

  private addByTree(scores: Float64Array, width: number, blockOf: (first: number, last: number) => Float32Array): void {
    const { outputs, trees } = this;
    eachBlock(scores.length / outputs, (first, last) => {
      const data = blockOf(first, last);
      const part = scores.subarray(first * outputs, last * outputs);
      for (const tree of trees) addObliviousTree(tree, data, width, outputs, part);
    });
  }

  private addByKernel(
    memory: KernelMemory,
    columns: readonly Column[],
    scores: Float64Array,
    width: number,
    blockOf: (first: number, last: number) => Float32Array,
  ): void {
    const { outputs, trees } = this;
    const layout = this.layOut(memory);
    const values = memory.floats(columns.length * rowsPerBlock);
    const own = memory.doubles(rowsPerBlock * outputs);
    const addresses = [...layout, values, own].map(({ byteOffset }) => byteOffset);
    eachBlock(scores.length / outputs, (first, last) => {
      transpose(blockOf(first, last), width, columns, values);
      own.fill(0);
      memory.kernels.addSymmetricTrees(rowsPerBlock, trees.length, outputs, ...addresses);
      for (let i = first * outputs, at = 0; i < last * outputs; i++, at++) scores[i] += own[at];
    });
  }

  /** Trees, features, thresholds and leaf values, as the kernel reads them. */
  private layOut(memory: KernelMemory) {
    const total = (lengthOf: (tree: ObliviousTree) => number) => this.trees.reduce((sum, tree) => sum + lengthOf(tree), 0);
    const splits = total(({ feature }) => feature.length);
    const about = memory.counts(3 * this.trees.length);
    const features = memory.counts(splits);
    const thresholds = memory.floats(splits);
    const values = memory.doubles(total((tree) => tree.values.length));
    let [split, value] = [0, 0];
    this.trees.forEach((tree, i) => {
      about.set([tree.feature.length, split, value], 3 * i);
      features.set(
        Uint32Array.from(tree.feature, (feature) => this.placeOf.get(feature) as number),
        split,
      );
      thresholds.set(tree.threshold, split);
      values.set(tree.values, value);
      split += tree.feature.length;
      value += tree.values.length;
    });
    return [about, features, thresholds, values];
  }
}

/** A feature that trees split by, and what stands for its missing values: no number is above a border that +∞ isn't. */
interface Column {
  readonly feature: number;
  readonly missingLeft: boolean;
}

/** The features in use; undefined where missing values of one go left in some splits and right in others. */
function columnsOf(trees: readonly ObliviousTree[]): Column[] | undefined {
  const known = new Map<number, boolean>();
  for (const { feature, missingLeft } of trees) {
    for (let level = 0; level < feature.length; level++) {
      const left = missingLeft[level] === 1;
      if ((known.get(feature[level]) ?? left) !== left) return undefined;
      known.set(feature[level], left);
    }
  }
  return Array.from(known, ([feature, missingLeft]) => ({ feature, missingLeft })).sort((a, b) => a.feature - b.feature);
}

function eachBlock(rows: number, work: (first: number, last: number) => void): void {
  for (let first = 0; first < rows; first += rowsPerBlock) work(first, Math.min(rows, first + rowsPerBlock));
}

function transpose(data: Float32Array, width: number, columns: readonly Column[], into: Float32Array): void {
  columns.forEach(({ feature, missingLeft }, place) => {
    const first = place * rowsPerBlock;
    for (let from = feature, at = first; from < data.length; from += width, at++) into[at] = data[from];
    if (missingLeft) return;
    for (let at = first; at < first + rowsPerBlock; at++) if (Number.isNaN(into[at])) into[at] = Number.POSITIVE_INFINITY;
  });
}
