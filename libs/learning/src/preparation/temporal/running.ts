import { numbersOf, type StoredNumbers, storedNumbers } from './stored-numbers.js';

/** Mean, spread and line through all values so far, by Welford's updates (Knuth, TAOCP 2, 4.2.2); the place of a value is its row's number. */
export class Running {
  count = 0;
  mean = 0;
  squares = 0;
  min = Infinity;
  max = -Infinity;
  #placeMean = 0;
  #placeSquares = 0;
  #joint = 0;

  push(value: number, place: number): void {
    if (value !== value) return;
    this.count++;
    const placeOff = place - this.#placeMean;
    const off = value - this.mean;
    this.#placeMean += placeOff / this.count;
    this.mean += off / this.count;
    this.#placeSquares += placeOff * (place - this.#placeMean);
    this.squares += off * (value - this.mean);
    this.#joint += placeOff * (value - this.mean);
    if (value < this.min) this.min = value;
    if (value > this.max) this.max = value;
  }

  get std(): number {
    return this.count < 2 ? Number.NaN : Math.sqrt(this.squares / (this.count - 1));
  }

  get slope(): number {
    return this.#joint / this.#placeSquares;
  }

  get strength(): number {
    return Math.min(1, (this.#joint * this.#joint) / (this.#placeSquares * this.squares));
  }

  clear(): void {
    this.restore(storedNumbers([0, 0, 0, Infinity, -Infinity, 0, 0, 0]));
  }

  store(): StoredNumbers {
    const { count, mean, squares, min, max } = this;
    return storedNumbers([count, mean, squares, min, max, this.#placeMean, this.#placeSquares, this.#joint]);
  }

  restore(stored: StoredNumbers): void {
    [this.count, this.mean, this.squares, this.min, this.max, this.#placeMean, this.#placeSquares, this.#joint] = numbersOf(stored, 8);
  }
}

/**
 * Exponentially weighted mean and variance, as pandas' `ewm(span, adjust=True, ignore_na=False)`: weights fall by 1 − α with every row, known
 * or not, α = 2 / (span + 1); the variance is without bias.
 */
export class Weighted {
  #mean = Number.NaN;
  #variance = 0;
  #weight = 1;
  #squaredWeight = 1;
  readonly #kept: number;

  constructor(span: number) {
    this.#kept = 1 - 2 / (span + 1);
  }

  push(value: number): void {
    if (this.#mean !== this.#mean) {
      this.#mean = value;
      return;
    }
    this.#weight *= this.#kept;
    this.#squaredWeight *= this.#kept * this.#kept;
    if (value !== value) return;
    const before = this.#mean;
    const total = this.#weight + 1;
    // Left as it is for an equal value, so that a constant has no variance.
    if (value !== before) this.#mean = (this.#weight * before + value) / total;
    const moved = before - this.#mean;
    const off = value - this.#mean;
    this.#variance = (this.#weight * (this.#variance + moved * moved) + off * off) / total;
    this.#weight = total;
    this.#squaredWeight += 1;
  }

  get mean(): number {
    return this.#mean;
  }

  get variance(): number {
    const squared = this.#weight * this.#weight;
    const left = squared - this.#squaredWeight;
    return left > 0 ? (squared / left) * this.#variance : Number.NaN;
  }

  clear(): void {
    this.restore(storedNumbers([Number.NaN, 0, 1, 1]));
  }

  store(): StoredNumbers {
    return storedNumbers([this.#mean, this.#variance, this.#weight, this.#squaredWeight]);
  }

  restore(stored: StoredNumbers): void {
    [this.#mean, this.#variance, this.#weight, this.#squaredWeight] = numbersOf(stored, 4);
  }
}
