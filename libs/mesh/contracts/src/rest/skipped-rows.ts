import { type ErrorCode, errorCatalogue } from '../errors/catalogue.js';
import { type Skipped, skippedAtMost } from './notes.js';

/** Collects what of a file is passed over: the first of it by name, all of it counted. It never holds what a note says. */
export class SkippedRows {
  readonly named: Skipped[] = [];
  readonly #counts = new Map<string, number>();

  constructor(private readonly file: Skipped['file']) {}

  add(row: number, field: string, reason: ErrorCode): void {
    this.count(reason, 1);
    this.name(row, field, reason);
  }

  /** Counts rows that are named on their own, as far as they are. */
  count(reason: ErrorCode, rows: number): void {
    this.#counts.set(reason, (this.#counts.get(reason) ?? 0) + rows);
  }

  name(row: number, field: string, reason: ErrorCode): void {
    const { title, help } = errorCatalogue[reason];
    if (this.named.length < skippedAtMost) this.named.push({ file: this.file, row, field, reason, message: `${title}. ${help}` });
  }

  get counts(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.#counts);
  }
}
