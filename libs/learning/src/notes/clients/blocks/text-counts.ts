import { defaultTokens } from '../../text/tokens.js';
import { denseBlock, type FeatureBlock } from './block.js';

const names = [
  'count: notes',
  'count: words',
  'ratio: words a note',
  'ratio: different words of all',
  'ratio: numbers of all words',
  'ratio: question and exclamation marks a note',
] as const;

const mark = /[?!¿¡؟]/gu;
const number = /^\p{N}+$/u;

/** Six counts and ratios of the text alone, which no concept has to be found for. */
export function textCountsBlock(): FeatureBlock {
  return denseBlock(names, ({ text, notes }) => {
    const words = defaultTokens(text.toLowerCase());
    const share = (count: number, all: number) => (all === 0 ? 0 : count / all);
    return [
      notes.length,
      words.length,
      share(words.length, notes.length),
      share(new Set(words).size, words.length),
      share(words.filter((word) => number.test(word)).length, words.length),
      share(text.match(mark)?.length ?? 0, notes.length),
    ];
  });
}
