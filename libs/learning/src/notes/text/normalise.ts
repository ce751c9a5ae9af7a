import { cleanText } from '../../preparation/clean-text.js';

/** Typographic apostrophes and quotes that stand for one, the modifier letter and the acute accent as typed on many keyboards. */
const apostrophes = /[\u2018\u2019\u201B\u02BC\u02B9\u00B4\u0060\uFF07]/gu;
const dashes = /[\u2010-\u2015\u2212]/gu;
/** Soft hyphens and zero-width spaces split words invisibly. Joiners stay: emoji and Persian need them; marks of direction stay too. */
const invisible = /[\u00AD\u200B\u2060\uFEFF]/gu;
const spaces = /[\s\u0085]+/gu;

/** Nothing to change: printable ASCII but the grave accent, Latin-1 letters, single spaces within. */
const settled = /^(?:[\x21-\x5F\x61-\x7EÀ-ÖØ-öø-ÿŒœ]+(?: (?! )|$))*$(?<! )/u;

/**
 * A note as all later steps read it: well-formed, NFKC, one kind of apostrophe and dash, single spaces, nothing invisible inside words.
 * Letters keep their case and accents, emoji and right-to-left text their order.
 */
export function normaliseText(text: string): string {
  if (settled.test(text)) return text;
  // The acute accent alone would become a space and a combining mark under NFKC.
  // What is invisible goes first, too, else it would keep a letter and its accent apart.
  const plain = cleanText(text).replace(apostrophes, "'").replace(invisible, '').normalize('NFKC');
  return plain.replace(apostrophes, "'").replace(dashes, '-').replace(spaces, ' ').trim();
}

const marks = /\p{M}/gu;
const nonAscii = /[^\0-\x7F]/u;

/** Without accents, as scikit-learn's `strip_accents_unicode`: NFKD less all characters of a combining class. */
export function stripAccents(text: string): string {
  if (!nonAscii.test(text)) return text;
  return text.normalize('NFKD').replace(marks, (mark) => (isCombining(mark) ? '' : mark));
}

/** As scikit-learn's `strip_accents_ascii`: NFKD less all that isn't ASCII. */
export function stripToAscii(text: string): string {
  return text.normalize('NFKD').replace(/[^\0-\x7F]/gu, '');
}

const combining = new Map<string, boolean>();

/** Whether the canonical combining class is not 0, which JavaScript tells only by how it orders marks: lower classes come first. */
function isCombining(mark: string): boolean {
  let known = combining.get(mark);
  if (known === undefined) {
    const overlay = '\u0334';
    const above = '\u0301';
    known = mark === overlay || `${mark}${overlay}`.normalize('NFD') === `${overlay}${mark}` || orderedFirst(mark, above);
    combining.set(mark, known);
  }
  return known;
}

function orderedFirst(mark: string, above: string): boolean {
  return mark !== above && `a${above}${mark}`.normalize('NFD') === `a${mark}${above}`;
}
