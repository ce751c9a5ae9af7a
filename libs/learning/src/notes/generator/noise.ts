import type { Random } from '../../random/random.js';
import { stripAccents } from '../text/normalise.js';

/** How adviser's hands err. */
export interface Slips {
  /** Share of words of six letters or more that have one typing error. */
  readonly typos: number;
  /** All accents are left out. */
  readonly dropAccents: boolean;
  /** Nothing is in capitals. */
  readonly lowerCase: boolean;
}

export function drawSlips(random: Random): Slips {
  const careless = random.next();
  return { typos: careless < 0.3 ? 0.05 : 0.008, dropAccents: random.next() < 0.2, lowerCase: random.next() < 0.12 };
}

export function withSlips(text: string, { typos, dropAccents, lowerCase }: Slips, random: Random): string {
  const typed = text.replace(/\p{L}{6,}/gu, (word) => (random.next() < typos ? mistyped(word, random) : word));
  const plain = dropAccents ? stripAccents(typed) : typed;
  return lowerCase ? plain.toLowerCase() : plain;
}

/** One letter left out, doubled, swapped with the next or replaced; never the first. */
function mistyped(word: string, random: Random): string {
  const letters = [...word];
  const at = 1 + random.integer(letters.length - 2);
  const kind = random.integer(4);
  if (kind === 0) letters.splice(at, 1);
  else if (kind === 1) letters.splice(at, 0, letters[at]);
  else if (kind === 2) [letters[at], letters[at + 1]] = [letters[at + 1], letters[at]];
  else letters[at] = 'aeiorstn'[random.integer(8)];
  return letters.join('');
}
