import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import type { TextColumn } from '../../frame/column.js';
import { analyzers } from './ngrams.js';
import { denseOf, type SparseMatrix } from './sparse-matrix.js';
import { fitTfidf, Tfidf, type TfidfOptions } from './tfidf.js';
import { defaultTokens } from './tokens.js';
import { byCodePoint } from './vocabulary.js';

type Entries = [indices: number[], values: number[]][];
interface Case {
  readonly terms: string[];
  readonly train: Entries;
  readonly asked: Entries;
  readonly idf?: number[];
}
const fixture = JSON.parse(readFileSync(new URL('fixtures/text.json', import.meta.url), 'utf8')) as {
  train: string[];
  asked: string[];
  tokens: string[][];
  cases: Record<string, Case>;
  ties: { limit: number; above: string[]; level: string[] };
};

function column(texts: readonly (string | undefined)[]): TextColumn {
  const dictionary = [...new Set(texts.filter((text) => text !== undefined))];
  return {
    kind: 'text',
    name: 'note',
    codes: Int32Array.from(texts, (text) => (text === undefined ? -1 : dictionary.indexOf(text))),
    dictionary,
  };
}

function entries({ rows, starts, indices, values }: SparseMatrix): Entries {
  return Array.from({ length: rows }, (_, row) => {
    const part = <T extends Int32Array | Float32Array>(all: T) => [...all.subarray(starts[row], starts[row + 1])];
    return [part(indices), part(values)];
  });
}

const counting = { useIdf: false, norm: 'none' } as const;
const cases: Record<string, Partial<TfidfOptions>> = {
  count: counting,
  count_binary_bigrams: { ...counting, binary: true, ngramRange: [1, 2] },
  count_case: { ...counting, lowercase: false, ngramRange: [2, 3] },
  count_accents: { ...counting, stripAccents: 'unicode' },
  count_ascii: { ...counting, stripAccents: 'ascii' },
  count_char: { ...counting, analyzer: 'char', ngramRange: [1, 2] },
  tfidf: {},
  tfidf_sublinear: { sublinearTf: true, minDf: 2, maxDf: 0.5 },
  tfidf_plain_idf: { smoothIdf: false, norm: 'l1', ngramRange: [1, 3], minDf: 0.1 },
  tfidf_unscaled: { norm: 'none', stopWords: ['is', 'a', 'for', 'de', 'en'], maxDf: 4 },
  tfidf_no_idf: { useIdf: false, sublinearTf: true },
  tfidf_most_frequent: { maxFeatures: 2 },
  tfidf_phrases_most_frequent: { maxFeatures: 3, ngramRange: [1, 3], stripAccents: 'unicode' },
  tfidf_char_most_frequent: { analyzer: 'char', maxFeatures: 6 },
  tfidf_char_wb: { analyzer: 'char_wb', ngramRange: [4, 5], stripAccents: 'unicode', minDf: 2 },
  tfidf_char_wb_all: { analyzer: 'char_wb', ngramRange: [2, 3], sublinearTf: true, minDf: 2 },
};

function expectEntries(actual: SparseMatrix, expected: Entries): void {
  const found = entries(actual);
  expect(found.map(([indices]) => indices)).toEqual(expected.map(([indices]) => indices));
  const worst = expected.flatMap(([, values], row) => values.map((value, i) => Math.abs(value - found[row][1][i]) / Math.max(1, value)));
  expect(Math.max(0, ...worst)).toBeLessThan(1e-6);
}

describe('TF-IDF against scikit-learn', () => {
  it('has a case for every case of the fixture', () => expect(Object.keys(cases).sort()).toEqual(Object.keys(fixture.cases).sort()));

  it('finds the tokens of the default pattern', () =>
    expect(fixture.train.map((text) => defaultTokens(text.toLowerCase()))).toEqual(fixture.tokens));

  it.each(Object.keys(cases))('gives the terms, weights and entries of %s', (name) => {
    const expected = fixture.cases[name];
    const fitted = fitTfidf(column(fixture.train), cases[name]);
    expect(fitted.description.terms).toEqual(expected.terms);
    for (const [i, idf] of (expected.idf ?? []).entries()) expect(fitted.description.idf?.[i]).toBeCloseTo(idf, 9);
    expectEntries(fitted.transform(column(fixture.train)), expected.train);
    expectEntries(fitted.transform(column(fixture.asked)), expected.asked);
  });
});

describe('a fitted TF-IDF', () => {
  it('is the same after JSON, on one text or many, sparse or dense, and reads missing texts as empty', () => {
    const fitted = fitTfidf(column(fixture.train), { ngramRange: [1, 2] });
    const again = new Tfidf(JSON.parse(JSON.stringify(fitted.description)));
    const sparse = again.transform(column([...fixture.asked, undefined]));
    expect(sparse.starts[sparse.rows]).toBe(sparse.starts[sparse.rows - 1]);
    const dense = denseOf(sparse);
    for (const [row, text] of fixture.asked.entries()) {
      const { indices, values } = fitted.transformText(text);
      const line = new Float32Array(dense.columns);
      for (let i = 0; i < indices.length; i++) line[indices[i]] = values[i];
      expect(dense.data.subarray(row * dense.columns, (row + 1) * dense.columns)).toEqual(line);
    }
    expect(sparse.names[0]).toBe(`note: ${fitted.description.terms[0]}`);
  });

  it('keeps the first of equally frequent terms at the border of maxFeatures', () => {
    expect(fitTfidf(column(['bb cc aa', 'dd dd']), { maxFeatures: 2 }).description.terms).toEqual(['aa', 'dd']);
  });

  it('keeps of phrases what scikit-learn keeps for certain, and of those equally frequent at the border the first', () => {
    const { limit, above, level } = fixture.ties;
    const { terms } = fitTfidf(column(fixture.train), { maxFeatures: limit, ngramRange: [1, 3], stripAccents: 'unicode' }).description;
    expect(terms).toEqual([...above, ...level].sort(byCodePoint));
  });

  it.each([
    [{ ngramRange: [2, 1] as const }, 'ngramRange'],
    [{ minDf: 1.5 }, 'minDf'],
    [{ maxDf: -1 }, 'maxDf'],
    [{ minDf: 5, maxDf: 2 }, 'maxDf'],
    [{ maxFeatures: 0 }, 'maxFeatures'],
  ])('refuses %j and says which option', (options, where) => {
    expect(() => fitTfidf(column(fixture.train), options)).toThrow(expect.objectContaining({ code: 'learning.parameter_invalid', where }));
  });

  it('says when there is no word, or none that is frequent enough', () => {
    expect(() => fitTfidf(column(['!', undefined]))).toThrow(/no word/);
    expect(() => fitTfidf(column(['one', 'two']), { minDf: 2 })).toThrow(/lower minDf/);
  });

  it('gives rows of length 1 or nothing, ascending columns and no zeros, whatever the texts', () => {
    const texts = fc.array(fc.string({ unit: 'grapheme', maxLength: 30 }), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(texts, fc.constantFrom(...analyzers), fc.boolean(), (all, analyzer, sublinearTf) => {
        const fitted = fitTfidf(column(['known words', ...all]), { analyzer, sublinearTf, ngramRange: [1, 2] });
        for (const [indices, values] of entries(fitted.transform(column(all)))) {
          expect(indices).toEqual([...new Set(indices)].sort((a, b) => a - b));
          if (values.length > 0) expect(values.reduce((sum, value) => sum + value * value, 0)).toBeCloseTo(1, 5);
          expect(values).not.toContain(0);
        }
      }),
      { numRuns: 40 },
    );
  });

  it('orders terms by code point, not by UTF-16 unit', () => {
    expect(['\u{1D4B3}', '\uFF21', 'a', 'ab', ''].sort(byCodePoint)).toEqual(['', 'a', 'ab', '\uFF21', '\u{1D4B3}']);
  });
});
