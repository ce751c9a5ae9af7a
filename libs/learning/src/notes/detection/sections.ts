import type { Word } from '../text/tokens.js';

/** A run of words that no mark interrupts, and its sentence. */
export interface Part {
  readonly from: number;
  readonly to: number;
  readonly sentence: number;
}

const sentenceMark = /[.!?;:…()[\]|•·\n]|\s-\s|؟|。/u;
const commaMark = /[,/،、]/u;

/** Sentences and, in them, what stands between commas. A point after a small number or two letters ends nothing: 40. Geburtstag, St. Moritz. */
export function partsOf(text: string, words: readonly Word[]): Part[] {
  const parts: Part[] = [];
  let from = 0;
  let sentence = 0;
  for (let word = 1; word <= words.length; word++) {
    const gap = word === words.length ? '' : text.slice(words[word - 1].end, words[word].start);
    const ends = word === words.length || endsSentence(gap, words[word - 1].text);
    if (!ends && !commaMark.test(gap)) continue;
    parts.push({ from, to: word, sentence });
    from = word;
    if (ends) sentence++;
  }
  return parts;
}

function endsSentence(gap: string, before: string): boolean {
  if (gap.trim() === '.' && (/^\p{N}{1,2}$/u.test(before) || before.length <= 2)) return false;
  return sentenceMark.test(gap);
}
