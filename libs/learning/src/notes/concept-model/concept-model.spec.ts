import { beforeAll, describe, expect, it } from '@jest/globals';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { generateWorld } from '../generator/generate-world.js';
import { ConceptDetector } from '../detection/detect-concepts.js';
import type { Lexicon } from '../lexicon/lexicon.js';
import { encoderOnnx, readEncoderOnnx } from './encoder-onnx.js';
import { phraseSet, splitAliases, withoutPhrases } from './lexicon-pairs.js';
import { type ConceptModelFileName, conceptModelFiles, readConceptModel } from './model-files.js';
import { createRandom } from '../../random/random.js';
import { defaultConceptTraining, type EpochMetrics, trainConceptModel, type TrainedConceptModel } from './train-concept-model.js';

const world = generateWorld({ clients: 60, seed: 11 });
/** What can be said of products alone, so that a training takes a second. */
const lexicon: Lexicon = {
  concepts: world.lexicon.concepts.filter(({ bucket, id }) => bucket === 'product' || /^look\..*_bag$/.test(id)),
};
const notes = world.notes;
const options = { ...defaultConceptTraining, epochs: 3 };
const data = { notes: notes.length, clients: 60, notes_sha256: 'n', lexicon_sha256: 'l' };
const told: EpochMetrics[] = [];
let trained: TrainedConceptModel;
let files: Record<ConceptModelFileName, string | Uint8Array>;

beforeAll(async () => {
  trained = await trainConceptModel(lexicon, notes, options, { threads: 1, onEpoch: (metrics) => told.push(metrics) });
  files = conceptModelFiles(trained, data);
}, 60_000);

const bytesOf = (files: Record<ConceptModelFileName, string | Uint8Array>): Record<ConceptModelFileName, Uint8Array> => {
  const encoder = new TextEncoder();
  return Object.fromEntries(
    Object.entries(files).map(([name, content]) => [name, typeof content === 'string' ? encoder.encode(content) : content]),
  ) as Record<ConceptModelFileName, Uint8Array>;
};

describe('a split of aliases', () => {
  it('holds phrases out as wholes, and leaves every concept one', () => {
    const split = splitAliases(lexicon, 0.3, createRandom(1));
    const training = phraseSet(split.training);
    expect([...split.calibrating, ...split.judging].filter(({ phrase }) => training.has(phrase))).toEqual([]);
    expect(split.calibrating.filter(({ phrase }) => phraseSet(split.judging).has(phrase))).toEqual([]);
    expect(new Set(split.training.map(({ concept }) => concept)).size).toBe(lexicon.concepts.length);
    const without = withoutPhrases(lexicon, new Set(['bag', 'sac']));
    expect(without.concepts[0].aliases).toMatchObject({ en: ['handbag', 'purse'], fr: ['sac à main'] });
  });
});

describe('a training', () => {
  it('learns to tell aliases apart, and what held-out ones stand for', () => {
    expect(told.map(({ epoch }) => epoch)).toEqual([1, 2, 3]);
    const [first, , last] = told;
    expect(last.training.loss).toBeLessThan(first.training.loss);
    expect(last.training.accuracy).toBeGreaterThan(0.85);
    expect(last.heldOut.accuracy).toBeGreaterThan(0.65);
    // One of some 140 by chance.
    expect(trained.nearestIsRight).toBeGreaterThan(0.1);
    const [{ concept }] = trained.model.nearest('leather handbag');
    expect([concept.id, ...(concept.parents ?? [])]).toContain('product.bag');
  });

  it('gives the same bytes for the same seed with two threads', async () => {
    const twice = await trainConceptModel(lexicon, notes, options, { threads: 2 });
    expect(twice.epochs).toEqual(trained.epochs);
    const { 'encoder.onnx': encoder, ...texts } = conceptModelFiles(twice, data);
    expect(texts).toEqual({ ...files, 'encoder.onnx': undefined });
    expect(Buffer.compare(encoder as Uint8Array, files['encoder.onnx'] as Uint8Array)).toBe(0);
  }, 60_000);

  it('stops when it is aborted', async () => {
    const control = new AbortController();
    const work = { threads: 1, signal: control.signal, onEpoch: () => control.abort() };
    await expect(trainConceptModel(lexicon, notes, options, work)).rejects.toMatchObject({ code: 'learning.aborted' });
  });

  it.each([
    ['size', { size: 'huge' }],
    ['epochs', { epochs: 0 }],
    ['batchSize', { batchSize: 2.5 }],
    ['learningRate', { learningRate: 0 }],
    ['seed', { seed: Number.NaN }],
  ])('refuses a wrong %s', async (where, wrong) => {
    const asked = { ...options, ...wrong } as typeof options;
    await expect(trainConceptModel(lexicon, notes, asked, { threads: 1 })).rejects.toMatchObject({
      code: 'learning.parameter_invalid',
      where,
    });
  });

  it.each([
    ['notes', lexicon, notes.slice(0, 49)],
    ['lexicon', { concepts: lexicon.concepts.slice(0, 1) }, notes],
  ])('refuses too few %s', async (where, few, some) => {
    await expect(trainConceptModel(few, some, options, { threads: 1 })).rejects.toMatchObject({ code: 'learning.too_few_rows', where });
  });
});

describe('detection with a model', () => {
  it('finds what no alias is spelt like, and keeps what aliases find', () => {
    const { model } = trained;
    const sure = { match: (phrase: string) => (phrase === 'shoulderbag' ? { concept: lexicon.concepts[0], chance: 0.9 } : undefined) };
    const { mentions } = new ConceptDetector(lexicon, sure).detect('She wants no shoulderbag, but a belt.', 'en');
    expect(mentions).toMatchObject([
      { concept: 'product.bag', negated: true, chance: 0.9, alias: 'bag' },
      { concept: 'product.belt', negated: false },
    ]);
    expect(mentions[1].chance).toBeUndefined();
    expect(model.vectorOf('product.bag')).toHaveLength(128);
    expect(model.vectorOf('nothing')).toBeUndefined();
  });

  it('takes a longer name for what an alias in it stands for, never beyond a conjunction', () => {
    const phrases: string[] = [];
    const longer = {
      match: (phrase: string, covers: boolean) => {
        phrases.push(phrase);
        return covers && phrase === 'evening handbag'
          ? { concept: { ...lexicon.concepts[2], id: 'product.clutch' }, chance: 0.8 }
          : undefined;
      },
    };
    const detector = new ConceptDetector(lexicon, longer);
    expect(detector.detect('A handbag and a belt.', 'en').mentions.map(({ concept }) => concept)).toEqual(['product.bag', 'product.belt']);
    expect(phrases).toEqual([]);
    expect(detector.detect('Loved the evening handbag.', 'en').mentions).toMatchObject([{ concept: 'product.clutch', chance: 0.8 }]);
  });
});

describe('the encoder as a graph', () => {
  it('gives what the encoder gives, to 1e-5', async () => {
    const { encoder, model } = trained;
    const texts = ['Leather handbag', 'a borsa nera and more words than before', '', 'cinturón'];
    const { ids, shares, width } = encoder.featureRows(texts);
    const session = await InferenceSession.create(encoderOnnx(encoder, model.parts.vectors), { intraOpNumThreads: 1 });
    const shape = [texts.length, width];
    const { embedding, cosines } = await session.run({
      ids: new Tensor('int64', BigInt64Array.from(ids, BigInt), shape),
      shares: new Tensor('float32', shares, shape),
    });
    const expected = encoder.encode(texts);
    const largest = (embedding.data as Float32Array).reduce((most, value, i) => Math.max(most, Math.abs(value - expected[i])), 0);
    expect(largest).toBeLessThan(1e-5);
    expect(cosines.dims).toEqual([4, lexicon.concepts.length]);
    expect(Math.max(...(cosines.data as Float32Array).slice(0, lexicon.concepts.length))).toBeCloseTo(
      model.nearest(texts[0])[0].likeness,
      5,
    );
  });
});

describe('the folder of a model', () => {
  it('is read back as it was', () => {
    const { model, metadata, split } = readConceptModel(bytesOf(files));
    expect(metadata).toMatchObject({ configuration: options, data, parameters: { dimensions: 128, concepts: lexicon.concepts.length } });
    expect(split).toEqual(trained.split);
    expect([...model.encoder.encode(['evening bag'])]).toEqual([...trained.encoder.encode(['evening bag'])]);
    const phrases = ['shoulder bags', 'gold', 'ceinture'];
    expect(phrases.map((phrase) => model.evidence(phrase)?.evidence)).toEqual(
      phrases.map((phrase) => trained.model.evidence(phrase)?.evidence),
    );
  });

  it.each<[ConceptModelFileName, (text: string) => string | Uint8Array, RegExp]>([
    ['metadata.json', () => '{', /metadata\.json: it is no JSON/],
    ['metadata.json', () => '3', /holds no object/],
    ['metadata.json', (text) => text.replace('atelier.concept_model', 'other'), /format is "other"/],
    ['metadata.json', (text) => text.replace('"threshold"', '"treshold"'), /detection\.threshold is a number/],
    [
      'metadata.json',
      (text) => text.replace('"dimensions": 128', '"dimensions": 384'),
      /of 128 dimensions; the other files say \d+ of 384/,
    ],
    ['concept_mapping.json', (text) => text.replace('"label"', '"lable"'), /row 1, label/],
    ['concept_mapping.json', () => '{}', /no list "concepts"/],
    ['training_examples.json', (text) => text.replaceAll('"product.bag"', '"product.sack"'), /concept "product.sack"/],
    ['training_examples.json', (text) => text.replace('"judging"', '"judged"'), /judging is a list/],
    ['training_examples.json', (text) => text.replace('"note_phrases"', '"notes"'), /note_phrases/],
    ['encoder.onnx', () => new Uint8Array([255, 1, 2]), /no ONNX file/],
    ['encoder.onnx', () => new Uint8Array(), /not the encoder of a concept model/],
  ])('with a broken %s is refused', (name, broken, message) => {
    const content = files[name];
    const wrong = bytesOf({ ...files, [name]: broken(typeof content === 'string' ? content : '') });
    expect(() => readConceptModel(wrong)).toThrow(
      expect.objectContaining({ code: 'learning.model_invalid', message: expect.stringMatching(message) }),
    );
  });

  it('whose weights are cut off is refused', () => {
    const bytes = encoderOnnx(trained.encoder, trained.model.parts.vectors);
    expect(() => readEncoderOnnx(bytes.subarray(0, bytes.length - 1000))).toThrow(/encoder\.onnx/);
  });
});
