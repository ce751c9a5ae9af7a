import { Frame } from '../frame/frame.js';
import type { ColumnMeasurements, NumberMeasurements, TableMeasurements, TextMeasurements } from './measurements.js';

export const noText: TextMeasurements = {
  padded: 0,
  numeric: 0,
  dateLike: 0,
  impossibleDates: [],
  garbled: 0,
  disguised: [],
  spellings: [],
  notNumeric: [],
};

export const plainNumber: NumberMeasurements = {
  mean: 50,
  std: 20,
  min: 1,
  max: 100,
  quartiles: [35, 50, 65],
  skew: 0,
  outliersIqr: 0,
  outliersZ: 0,
  negatives: 0,
  atMin: 1,
  atMax: 1,
};

/** A column without a flaw. */
export function column(name: string, changes: Partial<ColumnMeasurements> = {}): ColumnMeasurements {
  return {
    name,
    type: 'float',
    role: 'feature',
    missing: 0,
    distinct: 40,
    distinctIsExact: true,
    top: { value: 5, count: 4 },
    values: null,
    isKeyName: false,
    ...changes,
  };
}

/** A table of a hundred rows without a flaw but those that are given. */
export function table(changes: Partial<TableMeasurements> = {}): TableMeasurements {
  return {
    rows: 100,
    columns: [column('a'), column('b')],
    target: null,
    duplicateRows: 0,
    conflictingRows: 0,
    emptyRows: 0,
    sparseRows: 0,
    time: null,
    sample: new Frame([]),
    ...changes,
  };
}

/** A frame of columns of numbers. */
export function numbers(columns: Readonly<Record<string, ArrayLike<number>>>): Frame {
  return new Frame(Object.entries(columns).map(([name, values]) => ({ kind: 'number', name, values: Float64Array.from(values) })));
}
