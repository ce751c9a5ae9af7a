import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { normaliseText, stripAccents } from './normalise.js';
import { textStatisticNames, textStatistics, textStatisticsOf } from './statistics.js';
import { noteWords } from './tokens.js';

describe('normaliseText', () => {
  it.each([
    ['l\u2019été à   Nice\t\n', "l'été à Nice"],
    ['don\u00B4t \uFF21\uFF22 ﬁne', "don't AB fine"],
    ['so\u00ADft ze\u200Bro 3\u20135', 'soft zero 3-5'],
    ['e\u0301te\u0301', 'été'],
    ['e\u200B\u0301', 'é'],
    ['l\uFF40or', "l'or"],
    ['👩‍👩‍👧 ok', '👩‍👩‍👧 ok'],
    ['عميلة تحب الذهب', 'عميلة تحب الذهب'],
    ['a\ud800b\0c', 'a\uFFFDb\uFFFDc'],
  ])('makes %j into %j', (text, expected) => expect(normaliseText(text)).toBe(expected));

  it('changes nothing the second time', () =>
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 40 }), (text) =>
        expect(normaliseText(normaliseText(text))).toBe(normaliseText(text)),
      ),
    ));
});

it('strips accents but keeps vowel signs that have no combining class', () => {
  expect(stripAccents('Élégante Größe ñandú i\u0334 a\u0345')).toBe('Elegante Große nandu i a');
  expect(stripAccents('की')).toBe('की');
});

it('finds words with their places, numbers whole, parted at apostrophes and hyphens', () => {
  const text = "l'or, 2.500 EUR chef-d'œuvre B2B";
  const found = noteWords(text);
  expect(found.map((word) => word.text)).toEqual(['l', 'or', '2.500', 'EUR', 'chef', 'd', 'œuvre', 'B2B']);
  for (const { text: word, start, end } of found) expect(text.slice(start, end)).toBe(word);
});

describe('text statistics', () => {
  it('count as a reader does', () => {
    const count = Object.fromEntries(textStatisticNames.map((name, i) => [name, textStatistics("Élise's 2 bags!! 👩‍👩‍👧🇫🇷 ❤️ © 7")[i]]));
    expect(count).toEqual({ length: 25, words: 4, punctuation: 3, capitals: 1, digits: 2, emoji: 3 });
    expect(textStatistics('a\r\nb')).toEqual([3, 2, 0, 0, 0, 0]);
  });

  it('are six columns, 0 where the text is missing', () => {
    const matrix = textStatisticsOf({ kind: 'text', name: 'note', codes: Int32Array.of(0, -1), dictionary: ['Hi 5'] });
    expect([...matrix.data]).toEqual([4, 2, 0, 1, 1, 0, 0, 0, 0, 0, 0, 0]);
    expect(matrix.names[0]).toBe('note: length');
  });
});
