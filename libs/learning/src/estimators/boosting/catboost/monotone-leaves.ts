import { LearningError } from '../../../errors.js';
import type { Matrix } from '../../estimator.js';

/** 1 where predictions must not fall along a column, −1 where they must not rise, 0 where they are free. */
export type Directions = Int8Array;

/** Beyond, the kernels would need too much room. */
const deepest = 12;

/** The directions of a matrix's columns, given as (1,0,-1); undefined for none. Throws `learning.parameter_invalid` where they don't go with the columns. */
export function directionsOf(
  text: string | null,
  { columns, names, categories }: Matrix,
  outputs: number,
  depth: number,
): Directions | undefined {
  if (text === null) return undefined;
  const directions = Int8Array.from(text.match(/-?\d/g) ?? [], Number);
  const refuse = (why: string) => {
    throw new LearningError('learning.parameter_invalid', `"monotone_constraints" ${why}`, 'monotone_constraints');
  };
  if (directions.length !== columns) refuse(`has ${directions.length} directions for ${columns} columns; give one per column.`);
  if (directions.every((direction) => direction === 0)) return undefined;
  const bound = directions.findIndex((direction, column) => direction !== 0 && (categories?.[column] ?? 0) > 0);
  if (bound >= 0) refuse(`gives "${names[bound]}" a direction, whose categories have no order; give it 0.`);
  if (outputs > 1) refuse('is for two classes and for regression; leave it out for more classes.');
  if (depth > deepest) refuse(`goes with a "depth" of ${deepest} at most, not ${depth}.`);
  return directions;
}

/**
 * Bends leaf values so that along each level of direction 1 (or −1) they never fall (or rise), all else alike: weighted isotonic regression on a chain
 * through the leaves that agree on the levels of direction 0, by pooling adjacent violators (CatBoost's monotonic_constraint_utils.cpp). A chain is
 * more than is needed where several levels are bound, as it is in CatBoost.
 */
export function bendLeaves(values: Float64Array, weights: Float64Array, directions: ArrayLike<number>): void {
  const levels = Array.from(directions, (direction, level) => ({ direction, bit: 1 << level }));
  const bound = levels.filter(({ direction }) => direction !== 0);
  const least = bound.reduce((leaf, { direction, bit }) => (direction < 0 ? leaf | bit : leaf), 0);
  const all = bound.reduce((bits, { bit }) => bits | bit, 0);
  for (let first = 0; first < values.length; first++) {
    if ((first & all) !== 0) continue;
    const chain = Array.from({ length: 2 ** bound.length }, (_, rank) =>
      bound.reduce((leaf, { bit }, i) => ((rank >> (bound.length - 1 - i)) & 1 ? leaf ^ bit : leaf), first | least),
    );
    bendChain(values, weights, chain);
  }
}

function bendChain(values: Float64Array, weights: Float64Array, chain: readonly number[]): void {
  const pools: { sum: number; weight: number; value: number; leaves: number[] }[] = [];
  for (const leaf of chain) {
    let pool = { sum: weights[leaf] * values[leaf], weight: weights[leaf], value: values[leaf], leaves: [leaf] };
    for (let last = pools.at(-1); last && last.value >= pool.value; last = pools.at(-1)) {
      pools.pop();
      const [sum, weight] = [last.sum + pool.sum, last.weight + pool.weight];
      pool = { sum, weight, value: sum / weight, leaves: [...last.leaves, ...pool.leaves] };
    }
    pools.push(pool);
  }
  for (const { value, leaves } of pools) for (const leaf of leaves) values[leaf] = value;
}
