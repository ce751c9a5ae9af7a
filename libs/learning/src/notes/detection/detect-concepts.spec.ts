import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { generateWorld } from '../generator/generate-world.js';
import { bundledLexicon } from '../lexicon/bundled.js';
import { languages } from '../lexicon/lexicon.js';
import { stripAccents } from '../text/normalise.js';
import { ConceptDetector } from './detect-concepts.js';

const detector = new ConceptDetector(bundledLexicon());
/** Concepts with `!` before those that are denied. */
const said = (text: string, language?: string) =>
  detector.detect(text, language).mentions.map(({ concept, negated }) => `${negated ? '!' : ''}${concept}`);

/** Written by hand: a note, then what it says. */
const written = languages.flatMap((language) => {
  const lines = readFileSync(new URL(`fixtures/notes.${language}.txt`, import.meta.url), 'utf8')
    .trim()
    .split('\n');
  return lines.map((line) => {
    const [text, concepts] = line.split(' || ');
    return { language, text, concepts: concepts.split(' ') };
  });
});

function scores(pairs: readonly { expected: ReadonlySet<string>; found: ReadonlySet<string> }[]): {
  precision: number;
  recall: number;
  f1: number;
} {
  const sum = (of: (pair: (typeof pairs)[number]) => number) => pairs.reduce((total, pair) => total + of(pair), 0);
  const right = sum(({ expected, found }) => [...found].filter((concept) => expected.has(concept)).length);
  const precision = right / sum(({ found }) => found.size);
  const recall = right / sum(({ expected }) => expected.size);
  return { precision, recall, f1: (2 * precision * recall) / (precision + recall) };
}

describe('concepts in notes written by hand', () => {
  it.each(languages)('are found and denied ones told apart in %s', (language) => {
    const notes = written.filter((note) => note.language === language);
    expect(notes).toHaveLength(35);
    const wrong = notes.filter(({ text, concepts }) => [...new Set(said(text))].sort().join() !== [...new Set(concepts)].sort().join());
    expect(wrong.map(({ text }) => [text, said(text)])).toEqual([]);
    expect(notes.filter(({ text }) => detector.detect(text).language !== language)).toEqual([]);
  });

  it('are found without accents too', () => {
    const pairs = written.map(({ text, concepts, language }) => ({
      expected: new Set(concepts),
      found: new Set(said(stripAccents(text), language)),
    }));
    expect(scores(pairs).f1).toBeGreaterThan(0.95);
  });
});

describe('concepts in generated notes', () => {
  // Other seeds than the detector was tuned on.
  const notes = [1001, 2002].flatMap((seed) => generateWorld({ clients: 80, seed }).notes);

  it.each(languages)('have precision, recall and F1 of at least .9 in %s, language unsaid', (language) => {
    const pairs = notes
      .filter((note) => note.language === language)
      .map(({ text, affirmed, negated }) => ({
        expected: new Set([...affirmed, ...negated.map((id) => `!${id}`)]),
        found: new Set(said(text)),
      }));
    expect(pairs.length).toBeGreaterThan(80);
    const { precision, recall, f1 } = scores(pairs);
    expect(Math.min(precision, recall, f1)).toBeGreaterThan(0.9);
  });
});

describe('negation', () => {
  it.each([
    ['No budget limit.', ['budget.unlimited']],
    ['She does not have an unlimited budget.', ['!budget.unlimited']],
    ['No gold, silver or platinum, only steel.', ['!material.gold', '!material.silver', '!material.platinum', 'material.steel']],
    ['No gold, loves silver.', ['!material.gold', 'material.silver']],
    ['Not only silk but also velvet.', ['material.silk', 'material.velvet']],
    ['Gold? No thanks. Silver yes.', ['material.gold', 'material.silver']],
    ['Gold, no thanks.', ['!material.gold']],
    ['We had a nice talk, not in Nice.', ['!destination.nice']],
    ["Elle n'aime ni le cuir ni la fourrure, mais adore la soie.", ['!material.leather', '!material.fur', 'material.silk']],
    ['Sans limite de budget', ['budget.unlimited']],
    ['Pas seulement la soie, aussi le velours.', ['material.silk', 'material.velvet']],
    ["L'argento non le piace, vuole oro.", ['!material.silver', 'material.gold']],
    ['Ne vuole due, senza diamanti.', ['!gem.diamond']],
    ['Sin perlas ni diamantes; le gusta el jade.', ['!gem.pearl', '!gem.diamond', 'gem.jade']],
    ['Keine Perlen, aber Diamanten. Kein Budgetlimit!', ['!gem.pearl', 'gem.diamond', 'budget.unlimited']],
    ['Pelz mag sie nicht, nicht nur im Sommer.', ['!material.fur', 'season.summer']],
  ])('reads %j', (text, expected) => expect(said(text)).toEqual(expected));
});

describe('words', () => {
  it.each([
    ['black leather bags', ['colour.black', 'look.leather_bag']],
    ['dissapointed with the braclet', ['hesitation.disappointed', 'product.bracelet']],
    ['boxing but no box, lined with linen', ['sport.boxing', 'material.linen']],
    ['Schmuckkaestchen und Haende, teure Handschuhe', ['product.jewellery_box', 'product.gloves']],
    ['schwarzen Mänteln', ['look.black_coat']],
    ['budget max 3.000 EUR', ['budget.up_to_3k']],
    ['Cherche un sac, very interested and ready to buy now', ['product.bag', 'intent.very_interested', 'intent.ready_to_buy']],
  ])('of %j are read', (text, expected) => expect(said(text)).toEqual(expect.arrayContaining(expected)));

  it('tells where and by which alias', () => {
    const { text, mentions } = detector.detect('  L\u2019anneau ?\nUne  bague en or\u00A0rose!', 'fr');
    expect(mentions.map(({ start, end, alias }) => [text.slice(start, end), alias])).toEqual([['bague en or rose', 'bague en or rose']]);
  });

  it('of a lexicon of one language are read in that language alone', () => {
    const gift = { id: 'poison', label: 'poison', bucket: 'x', aliases: { de: ['Gift'] } };
    const own = new ConceptDetector({ concepts: [gift] });
    expect(own.detect('Das Gift ist hier, sagt sie.').mentions).toHaveLength(1);
    expect(own.detect('She came for a gift and was happy about it.').mentions).toEqual([]);
  });
});

describe('any text', () => {
  it('gives mentions in order that do not overlap, whatever it is', () => {
    const pieces = fc.constantFrom(
      'no ',
      'pas de ',
      'bag ',
      'sac, ',
      'Tasche. ',
      'nicht ',
      'oro ',
      '\n',
      '👜',
      'ذهب ',
      'gold',
      '4.000 ',
      "'s ",
      '\ud800',
      ', or ',
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(pieces, fc.string({ unit: 'binary', maxLength: 8 })), { maxLength: 20 }), (parts) => {
        const { text, mentions } = detector.detect(parts.join(''));
        for (const [i, { start, end }] of mentions.entries()) {
          expect(start).toBeGreaterThanOrEqual(i === 0 ? 0 : mentions[i - 1].end);
          expect(text.slice(start, end)).toMatch(/[\p{L}\p{N}]/u);
        }
      }),
      { numRuns: 100 },
    );
  });

  it.each(['', '   ', '😍', '123', 'عميلة تحب الذهب'])('such as %j says nothing', (text) => {
    expect(detector.detect(text)).toMatchObject({ language: 'unknown', mentions: [] });
  });

  it('may be a megabyte', () => {
    const note = 'She loves gold and emeralds, no pearls please. '.repeat(22_000);
    expect(detector.detect(note).mentions).toHaveLength(66_000);
    expect(detector.detect('a'.repeat(1_000_000)).mentions).toEqual([]);
  });
});
