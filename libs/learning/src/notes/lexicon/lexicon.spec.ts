import { describe, expect, it } from '@jest/globals';
import { bundledLexicon } from './bundled.js';
import { languages } from './lexicon.js';
import { LexiconError, placeOf, readLexicon, requireLexicon } from './read-lexicon.js';

const bag = { id: 'bag', label: 'bag', bucket: 'product', aliases: { en: ['bag'], fr: ['sac'] } };

describe('the bundled lexicon', () => {
  const { concepts } = bundledLexicon();
  const named = (id: string) => concepts.find((concept) => concept.id === id)?.aliases;

  it('has 1,253 concepts in buckets, without fault', () => {
    expect(concepts).toHaveLength(1253);
    expect(new Set(concepts.map(({ bucket }) => bucket)).size).toBe(25);
    expect(requireLexicon(structuredClone(bundledLexicon())).concepts).toEqual(concepts);
  });

  it.each(languages)('names every concept in %s, and no two alike', (language) => {
    const all = concepts.flatMap(({ aliases }) => [...new Set(aliases[language]?.map((text) => text.toLowerCase()))]);
    expect(all.filter((alias, at) => all.indexOf(alias) !== at)).toEqual([]);
    expect(concepts.filter(({ aliases }) => !aliases[language]?.length)).toEqual([]);
  });

  it('composes names as each language does', () => {
    expect(named('look.leather_bag')).toMatchObject({
      en: ['leather bag', 'leather handbag'],
      fr: ['sac en cuir'],
      de: ['Ledertasche', 'Tasche aus Leder'],
    });
    expect(named('look.gold_earrings')?.it).toEqual(['orecchini in oro', "orecchini d'oro"]);
    expect(named('look.white_sneakers')).toMatchObject({ fr: ['baskets blanches'], it: ['sneakers bianche'], es: ['zapatillas blancas'] });
    expect(named('look.brown_gloves')).toMatchObject({ fr: ['gants marron'], it: ['guanti marroni'], es: ['guantes marrones'] });
    expect(named('look.black_coat')?.de).toEqual(['schwarzer Mantel', 'Mantel in Schwarz']);
    expect(named('look.white_dress')?.de?.[0]).toBe('weißes Kleid');
  });
});

describe('reading a lexicon', () => {
  it.each([
    [[bag, { ...bag, label: 'sack' }], 'lexicon.json, row 2, id', /row 1 already/],
    [[{ ...bag, aliases: { en: ['bag', ' '] } }], 'lexicon.json, row 1, aliases.en[1]', /empty/],
    [[{ ...bag, aliases: { en: [7] } }], 'lexicon.json, row 1, aliases.en[0]', /a text/],
    [[{ ...bag, aliases: { en: ['bag'], pt: ['bolsa'] } }], 'lexicon.json, row 1, aliases.pt', /there are en, fr, it, es, de/],
    [[{ ...bag, aliases: { en: 'bag' } }], 'lexicon.json, row 1, aliases.en', /a list/],
    [[{ ...bag, aliases: {} }], 'lexicon.json, row 1, aliases', /no alias/],
    [[{ ...bag, aliases: null }], 'lexicon.json, row 1, aliases', /by language/],
    [[{ ...bag, bucket: undefined }], 'lexicon.json, row 1, bucket', /not empty/],
    [[{ ...bag, parents: ['case'] }], 'lexicon.json, row 1, parents', /"case" is no concept/],
    [[{ ...bag, parents: 'case' }], 'lexicon.json, row 1, parents', /list of ids/],
    [
      [
        { ...bag, parents: ['tote'] },
        { ...bag, id: 'tote', parents: ['bag'] },
      ],
      'lexicon.json, row 1, parents',
      /own ancestor through "tote"/,
    ],
    [['bag'], 'lexicon.json, row 1, concept', /an object/],
  ])('refuses %j at %s', (concepts, where, message) => {
    expect(() => requireLexicon({ concepts })).toThrow(
      expect.objectContaining({ code: 'learning.value_invalid', where, message: expect.stringMatching(message) }),
    );
  });

  it('says when there is no list at all', () => expect(() => readLexicon({ words: [] }, 'mine.json')).toThrow('mine.json, concepts'));

  it('keeps the sound concepts, tells every fault, and drops parents that lead nowhere', () => {
    const list = [bag, { ...bag }, { ...bag, id: 'tote', parents: ['bag', 'none'] }, { ...bag, id: 'box', aliases: { xx: ['box'] } }];
    const { lexicon, faults } = readLexicon(list);
    expect(lexicon.concepts.map(({ id, parents }) => [id, parents])).toEqual([
      ['bag', undefined],
      ['tote', ['bag']],
    ]);
    expect(faults.map(placeOf)).toEqual(['lexicon.json, row 2, id', 'lexicon.json, row 4, aliases.xx', 'lexicon.json, row 3, parents']);
    expect(new LexiconError(faults).message).toMatch(/2 more faults/);
  });
});
