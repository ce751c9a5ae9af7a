import { EntityHistory } from './entity-history.js';
import type { PreparedTemporalPlan } from './temporal-state.js';

/** Rows in the order of id, date and file, some at a time. */
export interface SortedRows {
  readonly count: number;
  /** 1 where another id begins, 0 else; NaN for a row without an id, which has no history. 2 more where a row only asks: it teaches nothing. */
  readonly begins: ArrayLike<number>;
  /** Milliseconds since 1970 UTC; NaN is missing. */
  readonly dates: ArrayLike<number>;
  /** The value columns in the plan's order; NaN is missing. */
  readonly values: readonly ArrayLike<number>[];
}

/** Goes through a sorted table once and writes the features of every row; what is not finite is missing. */
export class TemporalFold {
  readonly #entity: EntityHistory;
  readonly #width: number;

  constructor({ plan, features, holidays }: PreparedTemporalPlan) {
    this.#entity = new EntityHistory(plan, holidays);
    this.#width = features.length;
  }

  /** Writes the features of rows `first` to `end`, the next ones of the table, row after row: feature f of row r to `out[(r − first) · features + f]`. */
  write({ count, begins, dates, values }: SortedRows, out: Float64Array, first = 0, end = count): void {
    for (let row = first; row < end; row++) {
      const begin = begins[row];
      const from = (row - first) * this.#width;
      if (begin !== begin) {
        this.#entity.writeAlone(out, from, from + this.#width, dates[row]);
        continue;
      }
      if (begin === 1 || begin === 3) this.#entity.clear();
      this.#entity.write(out, from, from + this.#width, dates[row]);
      if (begin < 2) this.#entity.push(values, row, dates[row]);
    }
  }
}
