import { beforeAll, describe, expect, it } from '@jest/globals';
import type { FittedTextEncoding, TextEncoding } from '../../preparation/text/text-encoding.js';
import { SubwordEncoder } from '../concept-model/subword-encoder.js';
import { featuresOf } from '../concept-model/subwords.js';
import { untrainedEncoder } from '../concept-model/untrained-encoder.js';
import { generateWorld } from '../generator/generate-world.js';
import type { Lexicon } from '../lexicon/lexicon.js';
import { denseOf, type SparseMatrix } from '../text/sparse-matrix.js';
import { clientTexts } from './client-texts.js';
import { clientElite, clientFast, clientFull, type ClientOptions } from './presets.js';

const presets: readonly (readonly [TextEncoding<ClientOptions>, number])[] = [
  [clientFast, 506],
  [clientElite, 868],
  [clientFull, 1940],
];
const texts = [...clientTexts(generateWorld({ clients: 60, seed: 11 }).notes).values()];
const strange = ['', '   ', '🎁🎁', 'عميلة تحب الذهب', 'a\ud800b', 'Ring Ring Ring'];

/** A row by the names of its columns, zeros left out. */
function named(matrix: SparseMatrix, row: number): Record<string, number> {
  const at = (i: number) => matrix.starts[row] + i;
  const length = matrix.starts[row + 1] - matrix.starts[row];
  return Object.fromEntries(Array.from({ length }, (_, i) => [matrix.names[matrix.indices[at(i)]], matrix.values[at(i)]]));
}

describe.each(presets)('the preset $kind', (preset, width) => {
  let fitted: FittedTextEncoding;
  beforeAll(() => {
    fitted = preset.fit(texts.slice(0, 40), {});
  });

  it('has its number of columns, no two of one name, each sparse row ascending without zeros', () => {
    expect(fitted.names).toHaveLength(width);
    expect(new Set(fitted.names).size).toBe(width);
    const matrix = fitted.transform([...texts, ...strange]);
    expect(matrix.columns).toBe(width);
    for (let row = 0; row < matrix.rows; row++) {
      const indices = matrix.indices.subarray(matrix.starts[row], matrix.starts[row + 1]);
      expect([...indices]).toEqual([...new Set(indices)].sort((a, b) => a - b));
    }
    expect(matrix.values.every((value) => value !== 0 && Number.isFinite(value))).toBe(true);
  });

  it('has them with two words to learn from, too, and marks those that stand for nothing', () => {
    const small = preset.fit(['grey hat', 'grey'], {});
    expect(small.names).toHaveLength(width);
    expect(small.names).toContain('word: grey');
    expect(small.names.some((name) => name.startsWith('(unused word'))).toBe(true);
    expect(small.transform(['grey hat']).columns).toBe(width);
  });

  it('gives the same bits after JSON, one text at a time or all at once, asked again or first', () => {
    const loaded = preset.load(JSON.parse(JSON.stringify(fitted.description)));
    const all = [...texts, ...strange];
    const together = denseOf(fitted.transform(all));
    expect(denseOf(loaded.transform(all))).toEqual(together);
    expect(denseOf(fitted.transform(all))).toEqual(together);
    for (const [row, text] of all.entries())
      expect(denseOf(loaded.transform([text])).data).toEqual(together.data.subarray(row * width, (row + 1) * width));
  });

  it('learns from the texts it is fitted on alone: the same ones give the same description', () => {
    expect(preset.fit(texts.slice(0, 40), {}).description).toEqual(fitted.description);
  });

  it('refuses a description of another kind or version', () => {
    expect(() => preset.load({ ...fitted.description, kind: 'text' })).toThrow(
      expect.objectContaining({ code: 'learning.model_invalid', where: 'kind' }),
    );
    const later = { ...fitted.description, version: 99 };
    expect(() => preset.load(later)).toThrow(expect.objectContaining({ code: 'learning.model_invalid', where: 'version' }));
  });
});

describe('what columns say', () => {
  it('counts notes and the aliases of signals in fast', () => {
    const fitted = clientFast.fit(['grey hat', 'red hat'], {});
    const row = named(fitted.transform(['Grey hat, a GIFT, cadeau!\n\nNo budget limit; hésitante.']), 0);
    expect(row).toMatchObject({
      'count: notes': 2,
      'aliases a note of: gifts and occasions': 1,
      'aliases a note of: means less thrift': 0.5,
      'aliases a note of: doubt': 0.5,
    });
    expect(row).not.toHaveProperty('aliases a note of: loyalty');
    expect(row['word: grey']).toBeGreaterThan(0);
    expect(fitted.names).not.toContain('word: the');
  });

  it('tells budget, luxury, gifts and doubts in elite, and not what is denied', () => {
    const text = 'No budget limit. Loves luxury.\n\nLooking for a gift, urgently. No leather.\n\nShe is hesitant, wants to think about it.';
    const row = named(clientElite.fit(texts, {}).transform([text]), 0);
    expect(row).toMatchObject({
      'notes on: budget without limit': 1,
      'notes on: luxury, designer or premium': 1,
      'notes on: gift': 1,
      'notes on: urgency': 1,
      'notes on: hesitation': 1,
      'last note: interest less hesitation': -1,
    });
    expect(row['ratio: denied of all concepts']).toBeGreaterThan(0);
    expect(row['diversity: different concepts']).toBeGreaterThanOrEqual(5);
  });

  it('takes pairs from another lexicon, and tells signals all the same', () => {
    const lexicon: Lexicon = {
      concepts: [
        { id: 'a', label: 'apple', bucket: 'fruit', aliases: { en: ['apple'] } },
        { id: 'b', label: 'pear', bucket: 'fruit', aliases: { en: ['pear'] } },
      ],
    };
    const fitted = clientElite.fit(['The client wants an apple and a pear. Apple.', 'a pear, a gift'], { lexicon });
    expect(fitted.names).toHaveLength(868);
    const loaded = clientElite.load(JSON.parse(JSON.stringify(fitted.description)));
    const row = named(loaded.transform(['The client has the apple, the pear, the apple. No budget limit.']), 0);
    expect(row).toMatchObject({ 'together: apple + pear': 1, 'notes on: budget without limit': 1, 'diversity: different concepts': 2 });
  });

  it('names concepts, pairs and directions in full, as many as lexicon and encoder bring', () => {
    const lexicon: Lexicon = {
      concepts: ['hat', 'hat', 'bag'].map((label, i) => ({ id: `c${i}`, label, bucket: 'it', aliases: { en: [`${label}s${i}`] } })),
    };
    const fitted = clientFull.fit(['The client wants hats0 and bags2', 'and hats1'], { lexicon, encoder: untrainedEncoder(128) });
    expect(fitted.names).toHaveLength(3 + 200 + 128 + 100 + 3);
    expect(fitted.names.slice(0, 3)).toEqual(['concept: hat (c0)', 'concept: hat (c1)', 'concept: bag']);
    const loaded = clientFull.load(JSON.parse(JSON.stringify(fitted.description)));
    const row = named(loaded.transform(['The client has the bags2.\n\nAnd hats0.']), 0);
    expect(row).toMatchObject({
      'concept: bag': 1,
      'concept: hat (c0)': 1,
      'together: hat (c0) + bag': 1,
      'count: notes': 2,
      'count: concepts': 2,
    });
    expect(row).not.toHaveProperty('concept: hat (c1)');
  });

  it('keeps of a learned encoder what the training texts need', () => {
    const words = ['gold', 'silver', 'linen'];
    const features = Uint32Array.from(new Set(words.flatMap((word) => [...featuresOf(word)]))).sort();
    const encoder = new SubwordEncoder(
      4,
      features,
      Float32Array.from({ length: 4 * features.length }, (_, i) => Math.sin(i)),
    );
    const fitted = clientFull.fit(['gold', 'more gold'], { encoder });
    expect(fitted.names).toHaveLength(1253 + 200 + 4 + 100 + 3);
    expect(fitted.description).toMatchObject({ encoder: { kind: 'subwords', dimensions: 4 } });
    const directions = (text: string) => {
      const row = named(clientFull.load(JSON.parse(JSON.stringify(fitted.description))).transform([text]), 0);
      expect(row).toEqual(named(fitted.transform([text]), 0));
      return Object.keys(row).filter((name) => name.startsWith('meaning'));
    };
    expect(directions('gold')).not.toEqual([]);
    expect(directions('silver linen')).toEqual([]);
  });

  it('refuses a model of another bundled lexicon', () => {
    const { description } = clientElite.fit(texts, {});
    const foreign = { ...description, lexicon: { bundled: '0000000000000000' } };
    expect(() => clientElite.load(foreign)).toThrow(/lexicon 0000000000000000/);
  });
});
