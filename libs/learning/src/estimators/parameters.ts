import { LearningError } from '../errors.js';
import { type Member, membersFrom, type ParameterValue } from './members-parameter.js';

/** A hyper-parameter, declared once: validation, search space, forms and docs derive from it. Named as in the reference library. */
export type Parameter = { readonly doc: string } & (
  | {
      readonly type: 'integer' | 'number';
      readonly default: number | null;
      readonly min?: number;
      readonly max?: number;
      readonly exclusiveMin?: boolean;
      readonly log?: boolean;
      readonly search?: readonly [number, number];
    }
  | { readonly type: 'boolean'; readonly default: boolean }
  | {
      readonly type: 'choice';
      readonly default: string | number | null;
      readonly choices: readonly (string | number | null)[];
      readonly orNumber?: { readonly min: number; readonly max: number };
    }
  /** A list or the like, written as the reference library writes it: all of the text must match `pattern`; `expected` says what that is. */
  | { readonly type: 'text'; readonly default: string | null; readonly pattern: string; readonly expected: string }
  /** Algorithms with their hyper-parameters, of which an ensemble is made; `single` takes exactly one. */
  | { readonly type: 'members'; readonly default: readonly Member[] | null; readonly single?: boolean }
);

export type ParameterSet = Readonly<Record<string, Parameter>>;
export type { Member, ParameterValue };
export type ParameterValues = Readonly<Record<string, ParameterValue>>;

/** Given → defaulted → checked once. Unknown names and values out of range are refused, naming the nearest or the range. */
export function resolveParameters(algorithm: string, set: ParameterSet, given: Readonly<Record<string, unknown>>): ParameterValues {
  for (const name of Object.keys(given)) if (!Object.hasOwn(set, name)) throw unknownParameter(algorithm, set, name);
  const resolved: Record<string, ParameterValue> = {};
  for (const [name, parameter] of Object.entries(set)) {
    resolved[name] = Object.hasOwn(given, name) ? checked(name, parameter, given[name]) : parameter.default;
  }
  return resolved;
}

function unknownParameter(algorithm: string, set: ParameterSet, name: string): LearningError {
  const nearest = nearestName(name, Object.keys(set));
  return new LearningError(
    'learning.parameter_unknown',
    `${algorithm} has no hyper-parameter "${name}"${nearest ? `; did you mean "${nearest}"?` : `; it has ${Object.keys(set).join(', ')}.`}`,
    name,
  );
}

function checked(name: string, parameter: Parameter, value: unknown): ParameterValue {
  const wrong = (expected: string) =>
    new LearningError('learning.parameter_invalid', `"${name}" must be ${expected}, not ${JSON.stringify(value)}.`, name);
  switch (parameter.type) {
    case 'boolean':
      if (typeof value !== 'boolean') throw wrong('true or false');
      return value;
    case 'choice': {
      if (parameter.choices.includes(value as string)) return value as string;
      const range = parameter.orNumber;
      if (range && typeof value === 'number' && value >= range.min && value <= range.max) return value;
      throw wrong(`one of ${parameter.choices.map(String).join(', ')}${range ? `, or a number from ${range.min} to ${range.max}` : ''}`);
    }
    case 'text':
      if (value === null && parameter.default === null) return null;
      if (typeof value !== 'string' || !new RegExp(`^(?:${parameter.pattern})$`).test(value)) throw wrong(parameter.expected);
      return value;
    case 'members': {
      if (value === null && parameter.default === null) return null;
      const members = membersFrom(value, parameter.single);
      if (members) return members;
      throw wrong(`${parameter.single ? 'an algorithm' : 'a list of algorithms'}, by name or as {"algorithm", "hyperparameters"}`);
    }
    default: {
      if (value === null && parameter.default === null) return null;
      const { min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY, exclusiveMin } = parameter;
      const fits =
        typeof value === 'number' &&
        Number.isFinite(value) &&
        (parameter.type === 'number' || Number.isInteger(value)) &&
        (exclusiveMin ? value > min : value >= min) &&
        value <= max;
      if (!fits) throw wrong(`${parameter.type === 'integer' ? 'a whole number' : 'a number'}${rangeText(min, max, exclusiveMin)}`);
      return value;
    }
  }
}

function rangeText(min: number, max: number, exclusiveMin?: boolean): string {
  const low = Number.isFinite(min) ? ` ${exclusiveMin ? 'above' : 'from'} ${min}` : '';
  const high = Number.isFinite(max) ? ` to ${max}` : '';
  return low + high;
}

/** The closest of the names by edit distance, when it is close enough to be a slip. */
export function nearestName(name: string, names: readonly string[]): string | undefined {
  const ranked = names
    .map((candidate) => ({ candidate, distance: editDistance(name.toLowerCase(), candidate.toLowerCase()) }))
    .sort((a, b) => a.distance - b.distance);
  const best = ranked[0];
  return best && best.distance <= Math.max(2, Math.floor(name.length / 3)) ? best.candidate : undefined;
}

function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++)
      row[j] = Math.min(previous[j] + 1, row[j - 1] + 1, previous[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1));
    previous = row;
  }
  return previous[b.length];
}
