import { LearningError } from '../../errors.js';
import { DateFeatures } from './date-features.js';
import type { HolidayCalendar } from './holidays.js';
import type { CompleteTemporalPlan } from './plan.js';
import { damaged, numbersOf, type StoredNumbers, storedNumbers } from './stored-numbers.js';
import { type StoredHistory, ValueHistory } from './value-history.js';

/** The state of one id as JSON. */
export interface StoredEntity {
  /** Date of the newest row, milliseconds since 1970 UTC; null before the first. */
  readonly date: number | null;
  /** Whether a later date was asked for, so that the rows of `date` count already. */
  readonly past: boolean;
  /** Values of the rows of that date, row after row: they count from the next date on. */
  readonly pending: StoredNumbers;
  readonly values: readonly StoredHistory[];
}

/**
 * The past of one id, row after row in the order of their dates. Rows of one date are simultaneous: none of them sees another, all of them
 * have the features of what was known before that date, and they enter the past together, in the order given.
 */
export class EntityHistory {
  readonly #dates: DateFeatures;
  readonly #values: readonly ValueHistory[];
  readonly #pending: number[] = [];
  #date = Number.NaN;
  /** Whether the rows of `#date` are in the past already, because a later date was asked for. */
  #past = false;

  constructor(plan: CompleteTemporalPlan, holidays: HolidayCalendar) {
    this.#dates = new DateFeatures(plan, holidays);
    this.#values = plan.value_columns.map(() => new ValueHistory(plan));
  }

  clear(): void {
    this.#date = Number.NaN;
    this.#past = false;
    this.#pending.length = 0;
    for (const value of this.#values) value.clear();
  }

  /**
   * Writes the features of a row of this date to `out[from…to)`. A date that is none (NaN) gets missing features.
   * Throws `learning.value_invalid` for a date before the newest row, or at it once a later one was asked for.
   */
  write(out: Float64Array, from: number, to: number, date: number): void {
    if (date !== date) return this.writeAlone(out, from, to, date);
    this.#dates.write(out, from, date);
    this.#reach(date);
    let at = from + this.#dates.count;
    for (let k = 0; k < this.#values.length; k++) at = this.#values[k].write(out, at);
  }

  /** Writes what is known of a row without an id or a date: the features of its date. */
  writeAlone(out: Float64Array, from: number, to: number, date: number): void {
    this.#dates.write(out, from, date);
    out.fill(Number.NaN, from + this.#dates.count, to);
  }

  /** Takes in the values of a row of this date (`values[k][row]` of value column k); a row without a date teaches nothing. */
  push(values: readonly ArrayLike<number>[], row: number, date: number): void {
    if (date !== date) return;
    if (date !== this.#date) {
      this.#reach(date);
      this.#date = date;
      this.#past = false;
    }
    for (let k = 0; k < values.length; k++) this.#pending.push(values[k][row]);
  }

  /** Lets the rows before this date into the past. */
  #reach(date: number): void {
    if (this.#date !== this.#date || (date === this.#date && !this.#past)) return;
    if (date <= this.#date) throw outOfOrder(date, this.#date);
    let at = 0;
    while (at < this.#pending.length) for (let k = 0; k < this.#values.length; k++) this.#values[k].push(this.#pending[at++]);
    this.#pending.length = 0;
    this.#past = true;
  }

  store(): StoredEntity {
    return {
      date: Number.isNaN(this.#date) ? null : this.#date,
      past: this.#past,
      pending: storedNumbers(this.#pending),
      values: this.#values.map((value) => value.store()),
    };
  }

  /** Throws `learning.value_invalid` for a state of another plan. */
  restore({ date, past, pending, values }: StoredEntity): void {
    const waiting = numbersOf(pending);
    if (values.length !== this.#values.length || (values.length > 0 && waiting.length % values.length !== 0)) throw damaged();
    this.#date = date ?? Number.NaN;
    this.#past = past;
    this.#pending.splice(0, this.#pending.length, ...waiting);
    for (const [at, value] of this.#values.entries()) value.restore(values[at]);
  }
}

function outOfOrder(date: number, newest: number): LearningError {
  const [given, known] = [date, newest].map((instant) => new Date(instant).toISOString());
  return new LearningError('learning.value_invalid', `A row of ${given} comes after one of ${known}; rows of an id go by their date.`);
}
