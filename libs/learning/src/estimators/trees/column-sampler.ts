import type { Random } from '../../random/random.js';

/**
 * Draws columns for the nodes of a tree that grows depth first, as scikit-learn's splitters do: without replacement, until `size` were
 * drawn and at least one of them varies in the node. Columns found constant stay known below that node and cost nothing there.
 */
export class ColumnSampler {
  /** Known constants, then those found in this node, then open columns, then drawn ones. */
  private readonly order: Int32Array;
  /** Where each known constant that was drawn came from. */
  private readonly origins: Int32Array;

  constructor(
    columns: number,
    private readonly size: number,
    private readonly random: Random,
  ) {
    this.order = Int32Array.from({ length: columns }, (_, column) => column);
    this.origins = new Int32Array(columns);
  }

  /**
   * `visit` gets each drawn column that may vary, and says whether it did. `known` is what the parent's draw returned (0 at the root);
   * returns the number of constants known below this node. Where `isDone` says so, no more are drawn.
   */
  draw(known: number, visit: (column: number) => boolean, isDone: () => boolean = never): number {
    const { order, random, size } = this;
    let found = 0;
    let passed = 0;
    let drawn = 0;
    let varying = 0;
    let end = order.length;
    while (end > known + found && (drawn < size || varying === 0) && !isDone()) {
      drawn++;
      const place = passed + random.integer(end - found - passed);
      if (place < known) {
        this.origins[passed] = place;
        swap(order, passed++, place);
      } else if (visit(order[place + found])) {
        varying++;
        swap(order, place + found, --end);
      } else swap(order, place + found, known + found++);
    }
    // The known constants get their places back, so that a sibling of this node finds its own in front.
    while (passed-- > 0) swap(order, passed, this.origins[passed]);
    return known + found;
  }
}

const never = () => false;

function swap(values: Int32Array, i: number, j: number): void {
  const kept = values[i];
  values[i] = values[j];
  values[j] = kept;
}
