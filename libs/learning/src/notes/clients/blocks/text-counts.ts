import { WordTable } from '../../text/term-tables.js';
import { WordScanner } from '../../text/word-scanner.js';
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
const reading = { lowercase: true, stripAccents: 'none' } as const;

/** Six counts and ratios of the text alone, which no concept has to be found for. Words are scikit-learn's tokens, of two letters or more. */
export function textCountsBlock(): FeatureBlock {
  const scanner = new WordScanner(reading);
  const different = new WordTable();
  return denseBlock(names, ({ text, notes }) => {
    const words = scanner.scan(text);
    const share = (count: number, all: number) => (all === 0 ? 0 : count / all);
    return [
      notes.length,
      words,
      share(words, notes.length),
      share(differentIn(different, scanner, words), words),
      share(numbersIn(scanner, words), words),
      share(text.match(mark)?.length ?? 0, notes.length),
    ];
  });
}

function differentIn(table: WordTable, scanner: WordScanner, words: number): number {
  table.clear();
  for (let word = 0; word < words; word++) table.add(scanner, word);
  return table.size;
}

function numbersIn(scanner: WordScanner, words: number): number {
  let found = 0;
  for (let word = 0; word < words; word++) if (!startsWithLetter(scanner, word) && number.test(scanner.textOf(word))) found++;
  return found;
}

/** Of a to z, as nearly all words do. */
function startsWithLetter({ units, starts }: WordScanner, word: number): boolean {
  const unit = units[starts[word]];
  return unit >= 97 && unit <= 122;
}
