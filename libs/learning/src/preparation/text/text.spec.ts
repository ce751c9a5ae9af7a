import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { denseOf } from '../../notes/text/sparse-matrix.js';
import { textEncoding } from './text.js';

const texts = [
  'Great dress, love the color!',
  'the dress runs small; returned it',
  'Love love LOVE this top 😀',
  '',
  'لا أحب هذا الفستان',
  'el vestido es precioso 😀',
];
const rowOf = (encoding: ReturnType<typeof textEncoding.fit>, text: string) => Array.from(denseOf(encoding.transform([text])).data);

describe('the text encoding', () => {
  const options = { minDf: 1, embeddings: 3, wordNgrams: [1, 2], charNgrams: [2, 3] } as const;
  const fitted = textEncoding.fit(texts, options);

  it('names words, letters, dimensions and statistics', () => {
    expect(fitted.names).toContain('love the');
    expect(fitted.names).toContain('letters " lo"');
    expect(fitted.names).toContain('😀');
    expect(fitted.names.slice(-9)).toEqual([
      'dimension 1',
      'dimension 2',
      'dimension 3',
      'length',
      'words',
      'punctuation',
      'capitals',
      'digits',
      'emoji',
    ]);
  });

  it('says of each text the same, alone or among others, fitted or loaded from its JSON', () => {
    const loaded = textEncoding.load(JSON.parse(JSON.stringify(fitted.description)));
    const together = denseOf(fitted.transform(texts)).data;
    for (const [row, text] of texts.entries()) {
      const own = Array.from(together.subarray(row * fitted.names.length, (row + 1) * fitted.names.length));
      expect(rowOf(fitted, text)).toEqual(own);
      expect(rowOf(loaded, text)).toEqual(own);
    }
  });

  it('has nothing but zeros for the empty text', () => expect(rowOf(fitted, '').every((value) => value === 0)).toBe(true));

  it('reads any text there can be: finite, within bounds, the same each time', () =>
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => {
        const row = rowOf(fitted, text.toWellFormed());
        expect(row.every((value) => Number.isFinite(value) && Math.abs(value) <= 3)).toBe(true);
        expect(rowOf(fitted, text.toWellFormed())).toEqual(row);
      }),
      { numRuns: 50 },
    ));

  it('keeps the most frequent terms, words and letters half each', () => {
    const few = textEncoding.fit(texts, { ...options, embeddings: 0, statistics: false, maxFeatures: 6 });
    expect(few.names).toHaveLength(6);
    expect(few.names).toContain('love');
  });

  it('gives directions alone where terms are not asked for', () => {
    const { names } = textEncoding.fit(texts, { ...options, terms: false, statistics: false });
    expect(names).toEqual(['dimension 1', 'dimension 2', 'dimension 3']);
  });

  it('refuses options that cannot be, and texts of which nothing can be made', () => {
    const refusal =
      (given: object, of = texts) =>
      () =>
        textEncoding.fit(of, { ...options, ...given });
    const invalid = (where: string) => expect.objectContaining({ code: 'learning.parameter_invalid', where });
    expect(refusal({ wordNgrams: [2, 1] })).toThrow(invalid('text.word_ngrams'));
    expect(refusal({ maxFeatures: 0 })).toThrow(invalid('text.max_features'));
    expect(refusal({ minDf: 0 })).toThrow(invalid('text.min_df'));
    expect(refusal({ embeddings: 0.5 })).toThrow(invalid('text.embeddings'));
    expect(refusal({ statistics: false }, ['', ''])).toThrow(expect.objectContaining({ code: 'learning.no_features' }));
    expect(() => textEncoding.load({ kind: 'other' })).toThrow(expect.objectContaining({ code: 'learning.model_invalid' }));
  });
});
