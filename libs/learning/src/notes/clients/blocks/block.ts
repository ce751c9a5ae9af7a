import type { ClientReading } from '../client-reading.js';

/** Some columns that belong together. */
export interface FeatureBlock {
  /** In words, no two alike in one encoding. */
  readonly names: readonly string[];
  /** Puts what isn't zero, columns ascending and counted from the block's first. */
  write(client: ClientReading, put: (column: number, value: number) => void): void;
}

/** Values of all a block's columns, in their order. */
export function denseBlock(names: readonly string[], valuesOf: (client: ClientReading) => readonly number[]): FeatureBlock {
  return {
    names,
    write: (client, put) => {
      for (const [column, value] of valuesOf(client).entries()) if (value !== 0) put(column, value);
    },
  };
}

/** Names for so many columns, those that found nothing to stand for marked as unused. */
export function padded(names: readonly string[], width: number, what: string): string[] {
  return Array.from({ length: width }, (_, i) => names[i] ?? `(unused ${what} ${i + 1})`);
}
