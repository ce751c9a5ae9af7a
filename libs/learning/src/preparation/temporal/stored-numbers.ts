import { LearningError } from '../../errors.js';

/** Numbers as JSON: null is missing, the infinities are texts; finite ones come back bit by bit. */
export type StoredNumbers = readonly (number | null | 'Infinity' | '-Infinity')[];

export function storedNumbers(values: ArrayLike<number>): StoredNumbers {
  return Array.from(values, (value) => {
    if (Number.isNaN(value)) return null;
    if (value === Infinity) return 'Infinity';
    return value === -Infinity ? '-Infinity' : value;
  });
}

/** Throws `learning.value_invalid` for what is no such list, or one of another length than asked for. */
export function numbersOf(stored: StoredNumbers, length?: number): number[] {
  if (!Array.isArray(stored) || (length !== undefined && stored.length !== length)) throw damaged();
  return stored.map((value: unknown) => {
    if (value === null) return Number.NaN;
    if (value === 'Infinity' || value === '-Infinity' || typeof value === 'number') return Number(value);
    throw damaged();
  });
}

export function damaged(): LearningError {
  return new LearningError('learning.value_invalid', 'This temporal state is not of this plan, or is damaged; make it anew from history.');
}
