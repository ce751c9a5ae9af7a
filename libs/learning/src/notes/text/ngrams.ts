import { defaultTokens } from './tokens.js';

export const analyzers = ['word', 'char', 'char_wb'] as const;
/** `word`: n-grams of tokens. `char`: of characters. `char_wb`: of characters within words padded by a space. */
export type Analyzer = (typeof analyzers)[number];

/** White space as Python's `str.split` and `\s` have it: with the separators of ASCII, without the byte order mark. */
const spaceClass = '[\\t-\\r\\x1C-\\x20\\x85\\xA0\\u1680\\u2000-\\u200A\\u2028\\u2029\\u202F\\u205F\\u3000]';
const wideSpaces = new RegExp(`${spaceClass}{2,}`, 'gu');
const anySpaces = new RegExp(`${spaceClass}+`, 'u');

/** All n-grams of a text for n from `low` to `high`, repeated as often as they occur, as scikit-learn's vectorizers analyse it. TF-IDF of words counts the same by numbers. */
export function ngramsOf(
  text: string,
  analyzer: Analyzer,
  [low, high]: readonly [number, number],
  stopWords: ReadonlySet<string>,
): string[] {
  if (analyzer === 'word') return wordNgrams(text, low, high, stopWords);
  if (analyzer === 'char') return windows([...text.replace(wideSpaces, ' ')], low, high, '');
  return text.split(anySpaces).flatMap((word) => (word === '' ? [] : paddedNgrams([...` ${word} `], low, high)));
}

function wordNgrams(text: string, low: number, high: number, stopWords: ReadonlySet<string>): string[] {
  const tokens = stopWords.size === 0 ? defaultTokens(text) : defaultTokens(text).filter((token) => !stopWords.has(token));
  return high === 1 ? tokens : windows(tokens, low, high, ' ');
}

function windows(parts: readonly string[], low: number, high: number, joint: string): string[] {
  const found: string[] = [];
  for (let n = low; n <= Math.min(high, parts.length); n++)
    for (let at = 0; at + n <= parts.length; at++) found.push(parts.slice(at, at + n).join(joint));
  return found;
}

/** A word shorter than n counts once, whole, and longer n-grams of it are not tried. */
function paddedNgrams(characters: readonly string[], low: number, high: number): string[] {
  const found: string[] = [];
  for (let n = low; n <= high; n++) {
    for (let at = 0; at + n <= Math.max(characters.length, n); at++) found.push(characters.slice(at, at + n).join(''));
    if (characters.length <= n) break;
  }
  return found;
}
