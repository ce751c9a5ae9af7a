import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { ngramsOf } from './ngrams.js';
import { fitVocabulary } from './vocabulary.js';
import { plainText } from './word-scanner.js';
import { TermColumns, type WordTermsOptions } from './word-terms.js';
import { fitWordVocabulary } from './word-vocabulary.js';

const pieces = [
  'a',
  'ab',
  'Élan',
  'e\u0301t',
  'ÇA',
  'ß',
  'ﬁn',
  'x²',
  '½',
  'ΣΑΣ',
  'İs',
  '한글',
  'की',
  '𝒳y',
  '👩‍👩‍👧',
  '_',
  '-',
  ' ',
  '.',
  '\0',
  '\ud800',
  'the',
  '€',
];
const text = fc.array(fc.constantFrom(...pieces), { maxLength: 12 }).map((parts) => parts.join(''));
const options: fc.Arbitrary<WordTermsOptions> = fc.record({
  lowercase: fc.boolean(),
  stripAccents: fc.constantFrom('none', 'unicode', 'ascii'),
  ngramRange: fc.constantFrom<[number, number]>([1, 1], [1, 3], [2, 2], [2, 3]),
  stopWords: fc.constantFrom([], ['ab', 'the']),
});
const naive = (each: string, asked: WordTermsOptions) =>
  ngramsOf(plainText(each, asked), 'word', asked.ngramRange, new Set(asked.stopWords));

describe('terms by numbers', () => {
  it('are those of the texts, in the same order and number, whatever the letters', () =>
    fc.assert(
      fc.property(
        fc.array(text, { minLength: 1, maxLength: 6 }),
        options,
        fc.option(fc.integer({ min: 1, max: 5 })),
        (texts, asked, most) => {
          const all = { ...asked, minDf: 1, ...(most !== null && { maxFeatures: most }) };
          const documents = ['word pair and another', ...texts].map((each) => naive(each, asked));
          const expected = fitVocabulary(documents, all);
          const rows = new Int32Array(documents.length).fill(1);
          expect(fitWordVocabulary(['word pair and another', ...texts], rows, all)).toEqual(expected);
          const columns = new TermColumns(expected.terms, asked);
          for (const [i, each] of texts.entries()) {
            const found = columns.count(each);
            const counts = expected.terms.map((term) => documents[i + 1].filter((other) => other === term).length);
            expect([...found.indices]).toEqual([...counts.keys()].filter((at) => counts[at] > 0));
            expect([...found.counts]).toEqual(counts.filter((count) => count > 0));
          }
        },
      ),
      { numRuns: 300 },
    ));

  it('are found among many words and phrases, and in texts longer than any before', () => {
    const words = Array.from({ length: 3000 }, (_, i) => `w${i % 1700}x`);
    const asked = { lowercase: true, stripAccents: 'unicode', ngramRange: [1, 2], stopWords: ['w5x'], minDf: 1 } as const;
    const long = words.join(' ');
    const { terms, documentCounts } = fitWordVocabulary(['short', long], Int32Array.of(2, 1), asked);
    expect(terms).toEqual(fitVocabulary([['short'], ['short'], naive(long, asked)], asked).terms);
    expect(documentCounts[terms.indexOf('short')]).toBe(2);
    expect(new TermColumns(terms, asked).count(long).indices).toHaveLength(terms.length - 1);
  });

  it('pass over a megabyte without a space', () => {
    const asked = { lowercase: true, stripAccents: 'unicode', ngramRange: [1, 1], stopWords: ['the'] } as const;
    expect([...new TermColumns(['ring'], asked).count(`ring ${'x'.repeat(1_000_000)} ring`).counts]).toEqual([2]);
  });
});
