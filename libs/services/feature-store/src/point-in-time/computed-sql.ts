import { Expression } from '@atelier/online-features';
import type { ComputedColumn } from './join-input.js';

/** A computed column in SQL; `sqlOf` says what its inputs' columns are there. */
export function computedSql({ expression, inputs }: ComputedColumn, sqlOf: ReadonlyMap<string, string>): string {
  const types = Object.fromEntries(Object.entries(inputs).map(([name, { type }]) => [name, type]));
  return Expression.of(expression, types).sql((name) => sqlOf.get(inputs[name].column) as string);
}
