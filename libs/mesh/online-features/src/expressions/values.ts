import type { FeatureType } from '../definitions.js';

/** Kinds of values in an expression: all numbers are float64, times are milliseconds since 1970 (UTC). */
export type ValueKind = 'number' | 'boolean' | 'text' | 'datetime';
export type Scalar = number | string | boolean | null;

export const kindOf: Readonly<Record<FeatureType, ValueKind>> = {
  integer: 'number',
  float: 'number',
  boolean: 'boolean',
  datetime: 'datetime',
  text: 'text',
};

/** The feature type of a result. */
export const typeOfKind: Readonly<Record<ValueKind, FeatureType>> = {
  number: 'float',
  boolean: 'boolean',
  datetime: 'datetime',
  text: 'text',
};
