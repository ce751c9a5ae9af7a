import { describe, expect, it } from '@jest/globals';
import { readLexiconFile } from './read-lexicon-file.js';

const read = (text: string) => readLexiconFile(new TextEncoder().encode(text), 'own.json');

describe('a lexicon file', () => {
  it('gives what can be read, with a fault for each concept that cannot', () => {
    const ring = { id: 'ring', label: 'ring', bucket: 'product', aliases: { en: ['ring'] } };
    const { lexicon, faults } = read(JSON.stringify({ concepts: [ring, ring, { ...ring, id: 'x', aliases: { en: [''] } }] }));
    expect(lexicon.concepts).toEqual([ring]);
    expect(faults.map(({ row, field }) => [row, field])).toEqual([
      [2, 'id'],
      [3, 'aliases.en[0]'],
    ]);
  });

  it('is read with its broken letters replaced, and says so', () => {
    const bytes = Uint8Array.from('{"concepts":[{"id":"a","label":"caf\xe9","bucket":"b","aliases":{"fr":["bar"]}}]}', (c) =>
      c.charCodeAt(0),
    );
    const { lexicon, faults } = readLexiconFile(bytes);
    expect(lexicon.concepts[0].label).toBe('caf\uFFFD');
    expect(faults[0].message).toMatch(/UTF-8/);
  });

  it.each(['{"concepts": [', '[]', '{}', '{"concepts":[{"id":"a"}]}'])('is refused as %j, with its name', (text) =>
    expect(() => read(text)).toThrow(/^own\.json/),
  );
});
