import { LearningError } from '../errors.js';

/** Throws `learning.model_invalid` for a file that is not what it should be, naming the place in it. */
export function invalidModel(where: string, message: string): LearningError {
  return new LearningError('learning.model_invalid', `${where}: ${message}`, where);
}

/** More columns, classes or leaves than this are no model but a mistake. */
export const mostCounted = 10_000_000;

/** A value inside a parsed file together with where it stands, so that every refusal says where. */
export class Located {
  constructor(
    readonly value: unknown,
    readonly where: string,
  ) {}

  field(name: string): Located {
    const found = this.optional(name);
    if (found) return found;
    throw invalidModel(
      this.where,
      typeof this.value === 'object' ? `"${name}" is missing.` : `an object is expected, not ${this.shown()}.`,
    );
  }

  optional(name: string): Located | undefined {
    const { value } = this;
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
    return new Located((value as Record<string, unknown>)[name], this.where === '' ? name : `${this.where}.${name}`);
  }

  items(): Located[] {
    if (!Array.isArray(this.value)) throw invalidModel(this.where, `a list is expected, not ${this.shown()}.`);
    return this.value.map((item, i) => new Located(item, `${this.where}[${i}]`));
  }

  /** A list of numbers, of `length` where one is given. */
  numbers(length?: number): number[] {
    const { value } = this;
    if (!Array.isArray(value)) throw invalidModel(this.where, `a list of numbers is expected, not ${this.shown()}.`);
    const wrong = value.findIndex((item) => typeof item !== 'number' && typeof item !== 'boolean');
    if (wrong >= 0) throw invalidModel(`${this.where}[${wrong}]`, `a number is expected, not ${JSON.stringify(value[wrong])}.`);
    if (length !== undefined && value.length !== length)
      throw invalidModel(this.where, `it has ${value.length} numbers where ${length} are needed.`);
    return value.map(Number);
  }

  text(): string {
    if (typeof this.value !== 'string') throw invalidModel(this.where, `a text is expected, not ${this.shown()}.`);
    return this.value;
  }

  /** A whole number from `least`, also where it is written as a text. */
  count(least = 0): number {
    const number = typeof this.value === 'string' && this.value.trim() !== '' ? Number(this.value) : this.value;
    if (typeof number === 'number' && Number.isInteger(number) && number >= least && number <= mostCounted) return number;
    throw invalidModel(this.where, `a whole number from ${least} is expected, not ${this.shown()}.`);
  }

  private shown(): string {
    return (JSON.stringify(this.value) ?? 'nothing').slice(0, 40);
  }
}
