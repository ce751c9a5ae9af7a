import type { ClientReading } from '../client-reading.js';

/** Takes one value that isn't zero: of which client of the batch, in which column counted from the block's first. */
export type Put = (client: number, column: number, value: number) => void;

/** Some columns that belong together. */
export interface FeatureBlock {
  /** In words, no two alike in one encoding. */
  readonly names: readonly string[];
  /** Puts what isn't zero of a few clients, each one's columns ascending. What a client gets doesn't depend on the others. */
  write(clients: readonly ClientReading[], put: Put): void;
}

/** A block that looks at clients one by one. */
export function blockOf(
  names: readonly string[],
  writeOne: (client: ClientReading, put: (column: number, value: number) => void) => void,
): FeatureBlock {
  return {
    names,
    write: (clients, put) => {
      for (const [at, client] of clients.entries()) writeOne(client, (column, value) => put(at, column, value));
    },
  };
}

/** The same of all columns' values, in their order. */
export function denseBlock(names: readonly string[], valuesOf: (client: ClientReading) => readonly number[]): FeatureBlock {
  return blockOf(names, (client, put) => {
    for (const [column, value] of valuesOf(client).entries()) if (value !== 0) put(column, value);
  });
}

/** Names for so many columns, those that found nothing to stand for marked as unused. */
export function padded(names: readonly string[], width: number, what: string): string[] {
  return Array.from({ length: width }, (_, i) => names[i] ?? `(unused ${what} ${i + 1})`);
}
