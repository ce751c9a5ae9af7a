import { LearningError } from '../errors.js';
import type { ParameterValue } from '../estimators/parameters.js';
import type { Random } from '../random/random.js';

/** What one hyper-parameter may be. `log`: drawn so that every factor is as likely as any other, e.g. 0.001–0.01 as 0.01–0.1. */
export type Dimension =
  | { readonly type: 'choice'; readonly choices: readonly ParameterValue[] }
  | { readonly type: 'integer'; readonly min: number; readonly max: number; readonly step?: number; readonly log?: boolean }
  | { readonly type: 'number'; readonly min: number; readonly max: number; readonly log?: boolean };

/** Hyper-parameters by name with what each may be; plain JSON. */
export type SearchSpace = Readonly<Record<string, Dimension>>;

/** One point of a space. */
export type Candidate = Readonly<Record<string, ParameterValue>>;

/** Throws `learning.parameter_invalid`, naming the dimension. */
export function requireSpace(space: SearchSpace): void {
  if (typeof space !== 'object' || space === null || Array.isArray(space)) throw invalid('space', 'hyper-parameters by name', space);
  if (Object.keys(space).length === 0) throw invalid('space', 'at least one hyper-parameter', space);
  for (const [name, dimension] of Object.entries(space)) requireDimension(`space.${name}`, dimension);
}

function requireDimension(where: string, dimension: Dimension): void {
  if (dimension?.type === 'choice') return requireChoices(where, dimension.choices);
  const given: { readonly type?: unknown } | null = dimension;
  if (given?.type !== 'integer' && given?.type !== 'number') throw invalid(`${where}.type`, 'one of choice, integer, number', given?.type);
  const { type, min, max, log } = dimension;
  const isBound = type === 'integer' ? Number.isSafeInteger : Number.isFinite;
  for (const [bound, value] of Object.entries({ min, max }))
    if (!isBound(value)) throw invalid(`${where}.${bound}`, type === 'integer' ? 'a whole number' : 'a number', value);
  if (min > max) throw invalid(`${where}.max`, `at least its min, ${min}`, max);
  if (log && min <= 0) throw invalid(`${where}.min`, 'above 0 on a logarithmic scale', min);
  if (type === 'integer') requireStep(where, dimension.step, log);
}

function requireChoices(where: string, choices: readonly ParameterValue[]): void {
  if (!Array.isArray(choices) || choices.length === 0) throw invalid(`${where}.choices`, 'a list with at least one value', choices);
  if (new Set(choices.map((choice) => JSON.stringify(choice))).size < choices.length)
    throw invalid(`${where}.choices`, 'values that differ', choices);
}

function requireStep(where: string, step: number | undefined, log: boolean | undefined): void {
  if (step === undefined) return;
  if (!Number.isSafeInteger(step) || step < 1) throw invalid(`${where}.step`, 'a whole number from 1', step);
  if (log) throw invalid(`${where}.step`, 'left out on a logarithmic scale', step);
}

/** Number of points of the space; infinite where a dimension has no list of values. */
export function spaceSize(space: SearchSpace): number {
  return Object.values(space).reduce((size, dimension) => size * valuesOf(dimension), 1);
}

function valuesOf(dimension: Dimension): number {
  if (dimension.type === 'choice') return dimension.choices.length;
  if (dimension.min === dimension.max) return 1;
  // On a logarithmic scale whole numbers are not equally likely: they are drawn, not listed.
  if (dimension.type === 'number' || dimension.log) return Number.POSITIVE_INFINITY;
  return Math.floor((dimension.max - dimension.min) / (dimension.step ?? 1)) + 1;
}

/** The point of that number, the last dimension turning fastest; only where the space is finite. */
export function candidateAt(space: SearchSpace, index: number): Candidate {
  let rest = index;
  const turned = Object.entries(space)
    .reverse()
    .map(([name, dimension]): [string, ParameterValue] => {
      const count = valuesOf(dimension);
      const place = rest % count;
      rest = Math.floor(rest / count);
      return [name, dimension.type === 'choice' ? dimension.choices[place] : dimension.min + place * stepOf(dimension)];
    });
  return Object.fromEntries(turned.reverse());
}

function stepOf(dimension: Exclude<Dimension, { type: 'choice' }>): number {
  return dimension.type === 'integer' ? (dimension.step ?? 1) : 0;
}

/** A random point. Each dimension has numbers of its own: the order in which they are written doesn't matter, nor does one more. */
export function drawCandidate(space: SearchSpace, random: Random): Candidate {
  return Object.fromEntries(Object.entries(space).map(([name, dimension]) => [name, drawValue(dimension, random.fork(name))]));
}

function drawValue(dimension: Dimension, random: Random): ParameterValue {
  if (dimension.type === 'choice') return dimension.choices[random.integer(dimension.choices.length)];
  const { min, max } = dimension;
  if (dimension.type === 'integer' && !dimension.log) return min + stepOf(dimension) * random.integer(valuesOf(dimension));
  if (!dimension.log) return min + random.next() * (max - min);
  if (dimension.type === 'number') return within(dimension, Math.exp(Math.log(min) + random.next() * Math.log(max / min)));
  // Half a step beyond both ends, so that the ends are as likely as their neighbours.
  const [low, high] = [Math.log(min - 0.5), Math.log(max + 0.5)];
  return within(dimension, Math.round(Math.exp(low + random.next() * (high - low))));
}

function within({ min, max }: { readonly min: number; readonly max: number }, value: number): number {
  return Math.min(max, Math.max(min, value));
}

/** The values at which a dimension is checked: all choices, or both ends. */
export function endsOf(dimension: Dimension): readonly ParameterValue[] {
  return dimension.type === 'choice' ? dimension.choices : [dimension.min, dimension.max];
}

function invalid(name: string, expected: string, value: unknown): LearningError {
  return new LearningError('learning.parameter_invalid', `"${name}" must be ${expected}, not ${JSON.stringify(value)}.`, name);
}
