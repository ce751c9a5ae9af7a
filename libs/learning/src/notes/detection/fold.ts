import type { Language } from '../lexicon/lexicon.js';
import { stripAccents } from '../text/normalise.js';
import { noteWords, type Word } from '../text/tokens.js';

/**
 * A word as it is compared: lower case, no accents, ligatures apart, ß as ss; German umlauts written out (ae, oe, ue) are one with the
 * umlaut. Words with and without accents so become one, on the side of the lexicon and of the note alike.
 */
export function foldWord(word: string, language: Language): string {
  const plain = stripAccents(word.toLowerCase()).replaceAll('ß', 'ss').replaceAll('œ', 'oe').replaceAll('æ', 'ae');
  if (language !== 'de') return plain;
  // Not after a vowel or q: neue, teuer, blaue, Quelle.
  return plain.replace(/(?<![aeiouq])([ao])e/g, '$1').replace(/(?<![aeoq])ue/g, 'u');
}

const thousands = /(?<=\p{Nd})[.,](?=\p{Nd}{3}(?!\p{Nd}))/gu;
const separated = /[.,]/u;
const possessive = /(?<=\p{L})'s(?![\p{L}\p{M}])/giu;

/** Words with their places in `text`, which is normalised; 2.500 and 2,500 are one number, client's is one word. */
export function comparedWords(text: string): Word[] {
  // Marks of the same length keep every place.
  const joined = text.includes("'") ? text.replace(possessive, '_s') : text;
  const words = noteWords(joined);
  for (let at = 0; at < words.length; at++) {
    const word = words[at].text;
    if (joined !== text && word.endsWith('_s')) words[at] = { ...words[at], text: `${word.slice(0, -2)}s` };
    else if (isDigit(word.charCodeAt(0)) && separated.test(word)) words[at] = { ...words[at], text: word.replace(thousands, '') };
  }
  return words;
}

function isDigit(unit: number): boolean {
  return unit >= 48 && unit <= 57;
}
