import { numbersOf, type StoredNumbers, storedNumbers } from './stored-numbers.js';

/** Values from which a segment's mean and spread are known well enough to test by. */
const warmUp = 8;
/** Half of the shift that is looked for, and the sum that says it came, in standard deviations (Hawkins and Olwell 1998, chapter 2). */
const slack = 0.5;
const alarm = 8;
/** A single value counts for no more than so many standard deviations. */
const cap = 10;

/**
 * Page's two-sided cumulative sums (1954) against the mean and spread of the segment so far. When one passes the alarm, a new segment
 * begins with that value.
 */
export class Cusum {
  up = 0;
  down = 0;
  rowsSinceChange = 0;
  #count = 0;
  #mean = 0;
  #squares = 0;

  push(value: number): void {
    this.rowsSinceChange++;
    if (value !== value) return;
    if (this.#count >= warmUp) this.#test(value);
    this.#count++;
    const off = value - this.#mean;
    this.#mean += off / this.#count;
    this.#squares += off * (value - this.#mean);
  }

  #test(value: number): void {
    const off = value - this.#mean;
    const std = Math.sqrt(this.#squares / (this.#count - 1));
    const score = off === 0 ? 0 : Math.max(-cap, Math.min(cap, off / std));
    this.up = Math.max(0, this.up + score - slack);
    this.down = Math.max(0, this.down - score - slack);
    if (this.up <= alarm && this.down <= alarm) return;
    this.clear();
  }

  clear(): void {
    this.up = 0;
    this.down = 0;
    this.rowsSinceChange = 0;
    this.#count = 0;
    this.#mean = 0;
    this.#squares = 0;
  }

  store(): StoredNumbers {
    return storedNumbers([this.up, this.down, this.rowsSinceChange, this.#count, this.#mean, this.#squares]);
  }

  restore(stored: StoredNumbers): void {
    [this.up, this.down, this.rowsSinceChange, this.#count, this.#mean, this.#squares] = numbersOf(stored, 6);
  }
}
