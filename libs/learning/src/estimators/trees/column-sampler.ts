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
    this.begin(known);
    while (!isDone()) {
      const column = this.next();
      if (column < 0) break;
      this.note(visit(column));
    }
    return this.end();
  }

  /** As `draw`, for nodes so large that others want a turn (`pause`, which may throw) before the next column. */
  async drawSlowly(known: number, visit: (column: number) => boolean, isDone: () => boolean, pause: () => Promise<void>): Promise<number> {
    this.begin(known);
    while (!isDone()) {
      const column = this.next();
      if (column < 0) break;
      this.note(visit(column));
      await pause();
    }
    return this.end();
  }

  private known = 0;
  private found = 0;
  private passed = 0;
  private drawn = 0;
  private varying = 0;
  private open = 0;
  private place = 0;

  private begin(known: number): void {
    this.known = known;
    this.found = this.passed = this.drawn = this.varying = 0;
    this.open = this.order.length;
  }

  /** The next column that may vary; −1 when enough were drawn. */
  private next(): number {
    const { order, random, size, known, found } = this;
    while (this.open > known + found && (this.drawn < size || this.varying === 0)) {
      this.drawn++;
      const place = this.passed + random.integer(this.open - found - this.passed);
      this.place = place;
      if (place >= known) return order[place + found];
      this.origins[this.passed] = place;
      swap(order, this.passed++, place);
    }
    return -1;
  }

  /** Whether the column that `next` gave varies. */
  private note(varies: boolean): void {
    const from = this.place + this.found;
    if (varies) {
      this.varying++;
      swap(this.order, from, --this.open);
    } else swap(this.order, from, this.known + this.found++);
  }

  /** The known constants get their places back, so that a sibling of this node finds its own in front. */
  private end(): number {
    for (let passed = this.passed - 1; passed >= 0; passed--) swap(this.order, passed, this.origins[passed]);
    return this.known + this.found;
  }
}

const never = () => false;

function swap(values: Int32Array, i: number, j: number): void {
  const kept = values[i];
  values[i] = values[j];
  values[j] = kept;
}
