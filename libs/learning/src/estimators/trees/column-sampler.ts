import type { Random } from '../../random/random.js';

/**
 * Draws columns for the nodes of a tree that grows depth first, as scikit-learn's splitters do: without replacement, until `size` were
 * drawn and at least one of them varies in the node. Columns found constant stay known below that node and cost nothing there.
 */
export class ColumnSampler {
  /** Known constants, then those found in this node, then open columns, then drawn ones. */
  private readonly order: Int32Array;
  /** The known constants in the order in which the path from the root found them. */
  private readonly constants: Int32Array;

  constructor(
    columns: number,
    private readonly size: number,
    private readonly random: Random,
  ) {
    this.order = Int32Array.from({ length: columns }, (_, column) => column);
    this.constants = this.order.slice();
  }

  /**
   * `visit` gets each drawn column that may vary, and says whether it did. `known` is what the parent's draw returned (0 at the root);
   * returns the number of constants known below this node.
   */
  draw(known: number, visit: (column: number) => boolean): number {
    const { order, random, size } = this;
    let found = 0;
    let passed = 0;
    let drawn = 0;
    let varying = 0;
    let end = order.length;
    while (end > known + found && (drawn < size || varying === 0)) {
      drawn++;
      const place = passed + random.integer(end - found - passed);
      if (place < known) swap(order, passed++, place);
      else if (visit(order[place + found])) {
        varying++;
        swap(order, place + found, --end);
      } else swap(order, place + found, known + found++);
    }
    this.remember(known, found);
    return known + found;
  }

  /** The first `known` places keep their order, so that a sibling of this node finds its own constants there. */
  private remember(known: number, found: number): void {
    for (let i = 0; i < known; i++) this.order[i] = this.constants[i];
    for (let i = known; i < known + found; i++) this.constants[i] = this.order[i];
  }
}

function swap(values: Int32Array, i: number, j: number): void {
  const kept = values[i];
  values[i] = values[j];
  values[j] = kept;
}
