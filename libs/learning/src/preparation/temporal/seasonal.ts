import { momentsOf } from './moments.js';
import { Weighted } from './running.js';
import { numbersOf, type StoredNumbers, storedNumbers } from './stored-numbers.js';

/** How far a place of the season moves to what was seen there, once it was seen often: Holt–Winters' γ. */
const adaption = 0.25;

/**
 * A decomposition that only looks back: level = mean of the last period, seasonal part = what a place of the season lay off that level,
 * smoothed exponentially from season to season (the additive form of Holt–Winters, Winters 1960), residual = the rest. Its strength is
 * 1 − Var(residual) / Var(value − level) (Wang, Smith and Hyndman 2006) with variances weighted over four periods.
 */
export class Seasonal {
  readonly #effects: Float64Array;
  readonly #seen: Float64Array;
  readonly #residuals: Weighted;
  readonly #deviations: Weighted;
  #rows = 0;
  residual = Number.NaN;

  constructor(readonly period: number) {
    this.#effects = new Float64Array(period);
    this.#seen = new Float64Array(period);
    this.#residuals = new Weighted(4 * period);
    this.#deviations = new Weighted(4 * period);
  }

  /** Takes in the newest value of a history, which lies at `end` − 1. */
  push(history: Float64Array, start: number, end: number): void {
    const place = this.#rows % this.period;
    this.#rows++;
    const value = history[end - 1];
    if (value !== value || this.#rows < this.period) {
      this.residual = Number.NaN;
      return;
    }
    const deviation = value - momentsOf(history, Math.max(start, end - this.period), end).mean;
    this.residual = this.#seen[place] === 0 ? Number.NaN : deviation - this.#effects[place];
    this.#residuals.push(this.residual);
    this.#deviations.push(deviation);
    this.#seen[place]++;
    this.#effects[place] += Math.max(adaption, 1 / this.#seen[place]) * (deviation - this.#effects[place]);
  }

  /** The seasonal part of the next row; NaN while its place was not seen. */
  get effect(): number {
    const place = this.#rows % this.period;
    return this.#seen[place] === 0 ? Number.NaN : this.#effects[place];
  }

  get strength(): number {
    return Math.max(0, 1 - this.#residuals.variance / this.#deviations.variance);
  }

  clear(): void {
    this.#effects.fill(0);
    this.#seen.fill(0);
    this.#residuals.clear();
    this.#deviations.clear();
    this.#rows = 0;
    this.residual = Number.NaN;
  }

  store(): StoredNumbers[] {
    const own = storedNumbers([this.#rows, this.residual]);
    return [own, storedNumbers(this.#effects), storedNumbers(this.#seen), this.#residuals.store(), this.#deviations.store()];
  }

  restore([own, effects, seen, residuals, deviations]: readonly StoredNumbers[]): void {
    [this.#rows, this.residual] = numbersOf(own, 2);
    this.#effects.set(numbersOf(effects, this.period));
    this.#seen.set(numbersOf(seen, this.period));
    this.#residuals.restore(residuals);
    this.#deviations.restore(deviations);
  }
}
