import { describe, expect, it } from '@jest/globals';
import { Frame } from '../frame/frame.js';
import { createRandom, type Random } from '../random/random.js';
import { type FrameSketch, mergeFrameSketches, sketchColumn, sketchFrame, windowCategories } from './column-sketch.js';
import { driftOf } from './drift.js';
import { driftOfFrame } from './frame-drift.js';

type Draw = (random: Random) => number;

const numeric: Record<string, Draw> = {
  normal: (random) => random.normal(),
  skewed: (random) => Math.exp(random.normal()),
  counts: (random) => Math.floor(-3 * Math.log(1 - random.next())),
  flag: (random) => (random.next() < 0.2 ? 1 : 0),
  gaps: (random) => (random.next() < 0.1 ? Number.NaN : random.next()),
  'rarely missing': (random) => (random.next() < 0.001 ? Number.NaN : random.normal()),
};
const categorical: Record<string, Draw> = {
  even: (random) => random.integer(5),
  'long tail': (random) => Math.floor(1 / (1 - random.next())),
  many: (random) => random.integer(300),
  'mostly one': (random) => (random.next() < 0.97 ? 0 : random.next() < 0.2 ? -1 : 1 + random.integer(3)),
};

/** Rows of all the columns; `change` may spoil one of them. */
function sample(rows: number, seed: number, change: Record<string, Draw> = {}): Frame {
  const random = createRandom(seed);
  const draw = (name: string, given: Draw) => Float64Array.from({ length: rows }, () => (change[name] ?? given)(random));
  const numbers = Object.entries(numeric).map(([name, given]) => ({ kind: 'number', name, values: draw(name, given) }) as const);
  const texts = Object.entries(categorical).map(([name, given]) => {
    const values = draw(name, given);
    const dictionary = [...new Set(values)].filter((value) => value >= 0).map((value) => `category ${value}`);
    const codeOf = new Map(dictionary.map((text, code) => [text, code]));
    return { kind: 'text', name, dictionary, codes: Int32Array.from(values, (value) => codeOf.get(`category ${value}`) ?? -1) } as const;
  });
  return new Frame([...numbers, ...texts]);
}

const window = (frame: Frame) => sketchFrame(frame, { categories: windowCategories });

/** How many windows alarm. Another reference every 20 windows: the rate must hold for any training set, not for a lucky one. */
function alarms(rows: number, windows: number, sketchOf: (frame: Frame) => FrameSketch): number {
  let count = 0;
  let reference = sketchFrame(sample(1500, 1));
  for (let seed = 0; seed < windows; seed++) {
    if (seed % 20 === 0) reference = sketchFrame(sample(1500 + 10 * seed, 10_000 + seed));
    if (driftOfFrame(reference, sketchOf(sample(rows, 20_000 + seed))).drifted) count++;
  }
  return count;
}

/** A window that was gathered in batches, as monitoring does it. */
function streamed(frame: Frame): FrameSketch {
  const batches = Array.from({ length: Math.ceil(frame.rows / 40) }, (_, i) =>
    frame.take(Int32Array.from({ length: Math.min(40, frame.rows - i * 40) }, (_, row) => i * 40 + row)),
  );
  return batches.map(window).reduce((a, b) => mergeFrameSketches(a, b, { categories: windowCategories }));
}

describe('driftOfFrame on data without drift', () => {
  it.each([[30], [200], [1000]])('alarms in fewer than 5 %% of windows of %d rows and ten columns', (rows) => {
    expect(alarms(rows, 120, window) / 120).toBeLessThan(0.05);
  });

  it('and so when windows are merged from batches', () => {
    expect(alarms(1000, 60, streamed) / 60).toBeLessThan(0.05);
  });

  it('keeps its level by the p-values alone, before asking whether a change matters', () => {
    let below = 0;
    for (let seed = 0; seed < 100; seed++) {
      const reference = sketchFrame(sample(1000, 30_000 + seed));
      if (driftOfFrame(reference, window(sample(400, 40_000 + seed))).columns.some((column) => column.q_value < 0.05)) below++;
    }
    // 5 % expected at most; the binomial's 99.9 % bound for 100 windows is 13.
    expect(below).toBeLessThanOrEqual(13);
  });
});

describe('driftOfFrame finds', () => {
  const reference = sketchFrame(sample(2000, 1));

  it.each<[string, string, Draw]>([
    ['a shifted mean', 'normal', (random) => random.normal() + 0.5],
    ['a wider spread', 'normal', (random) => 2 * random.normal()],
    ['another unit', 'skewed', (random) => 1000 * Math.exp(random.normal())],
    ['a flag that is set more often', 'flag', (random) => (random.next() < 0.4 ? 1 : 0)],
    ['values gone missing', 'rarely missing', (random) => (random.next() < 0.15 ? Number.NaN : random.normal())],
    ['a column gone missing', 'normal', () => Number.NaN],
    ['categories in other proportions', 'even', (random) => Math.min(random.integer(5), random.integer(5))],
    ['a new category', 'even', (random) => (random.next() < 0.1 ? 9 : random.integer(5))],
    ['nothing but new categories', 'even', () => 9],
    ['texts gone missing', 'mostly one', () => -1],
    ['one of many categories taking over', 'many', (random) => (random.next() < 0.3 ? 7 : random.integer(300))],
  ])('%s, in that column and no other', (_, name, draw) => {
    const { columns, drifted, drift_score, drifted_share } = driftOfFrame(reference, window(sample(500, 2, { [name]: draw })));
    expect(columns.filter((column) => column.drifted).map((column) => column.column)).toEqual([name]);
    expect([drifted, drifted_share]).toEqual([true, 0.1]);
    expect(drift_score).toBeGreaterThan(0.1);
  });

  it('no drift in a trifle, however sure', () => {
    const large = sketchFrame(sample(60_000, 3));
    const shifted = driftOfFrame(large, window(sample(60_000, 4, { normal: (random) => random.normal() + 0.08 })));
    const [normal] = shifted.columns;
    expect(normal.p_value).toBeLessThan(1e-6);
    expect(normal.drifted).toBe(false);
  });

  it('nothing different for 1 or many batches', () => {
    const frame = sample(300, 6, { normal: (random) => random.normal() + 1 });
    expect(driftOfFrame(reference, streamed(frame)).columns.map((column) => column.drifted)).toEqual(
      driftOfFrame(reference, window(frame)).columns.map((column) => column.drifted),
    );
  });

  it('names a column that the window lacks', () => {
    expect(() => driftOfFrame(reference, window(sample(50, 2).without(['normal'])))).toThrow(
      expect.objectContaining({ code: 'learning.column_missing', where: 'normal' }),
    );
    expect(driftOfFrame({ rows: 0, columns: [] }, { rows: 0, columns: [] })).toMatchObject({
      drifted: false,
      drifted_share: 0,
      drift_score: 0,
    });
  });
});

describe('driftOf', () => {
  const numbers = (...values: number[]) => sketchColumn({ kind: 'number', name: 'x', values: Float64Array.from(values) });
  const texts = (dictionary: string[], ...codes: number[]) =>
    sketchColumn({ kind: 'text', name: 'x', dictionary, codes: Int32Array.from(codes) });
  const hundred = Array.from({ length: 100 }, (_, i) => i);

  it('says how numbers differ', () => {
    const drift = driftOf(numbers(...hundred), numbers(...hundred.map((value) => value + 50), Number.NaN));
    expect(drift).toMatchObject({
      kind: 'number',
      column: 'x',
      wasserstein: expect.closeTo(50, 9),
      unseen_rate: expect.closeTo(0.5, 9),
      drifted: true,
    });
    expect(drift.ks?.statistic).toBeCloseTo(0.5, 9);
    expect(drift.wasserstein_scaled).toBeCloseTo(50 / Math.sqrt((100 ** 2 - 1) / 12), 9);
    expect(drift.missing_rate_change).toBeCloseTo(1 / 101, 12);
    expect(drift.chi_square).toBeUndefined();
    expect(JSON.parse(JSON.stringify(drift))).toEqual(drift);
  });

  it('says how texts differ', () => {
    const before = texts(['a', 'b'], ...hundred.map((i) => i % 2));
    const drift = driftOf(before, texts(['b', 'new'], ...hundred.map((i) => (i < 40 ? 1 : 0))));
    expect(drift).toMatchObject({ kind: 'text', unseen_rate: 0.4, drifted: true });
    expect(drift.chi_square?.degrees).toBe(2);
    expect([drift.ks, drift.wasserstein]).toEqual([undefined, undefined]);
    expect(drift.psi).toBeGreaterThan(1);
    expect(drift.jensen_shannon).toBeGreaterThan(0.5);
  });

  it('finds nothing between a column and itself', () => {
    for (const sketch of [numbers(...hundred), texts(['a', 'b'], 0, 1, 1), numbers(Number.NaN), texts([], -1, -1), numbers(5, 5, 5)]) {
      expect(driftOf(sketch, sketch)).toMatchObject({
        psi: 0,
        jensen_shannon: 0,
        p_value: 1,
        drifted: false,
        unseen_rate: 0,
        missing_rate_change: 0,
      });
    }
  });

  it('knows nothing of unseen categories when the reference does not list all', () => {
    const reference = sketchColumn({ kind: 'text', name: 'x', dictionary: hundred.map(String), codes: Int32Array.from(hundred) });
    expect(driftOf(reference, texts(['new'], ...hundred.map(() => 0)))).toMatchObject({ unseen_rate: null, drifted: true });
  });

  it('finds values where the training data had none, and the other way', () => {
    const empty = numbers(...hundred.map(() => Number.NaN));
    expect(driftOf(empty, numbers(...hundred))).toMatchObject({ drifted: true, missing_rate_change: -1, unseen_rate: 1 });
    expect(driftOf(numbers(...hundred), empty)).toMatchObject({ drifted: true, missing_rate_change: 1, unseen_rate: 0 });
    const noTexts = texts([], ...hundred.map(() => -1));
    expect(driftOf(noTexts, texts(['a'], ...hundred.map(() => 0)))).toMatchObject({ drifted: true, unseen_rate: 1 });
  });

  it('refuses samples without rows and kinds that differ', () => {
    expect(() => driftOf(numbers(), numbers(1))).toThrow(expect.objectContaining({ code: 'learning.too_few_rows', where: 'x' }));
    expect(() => driftOf(numbers(1), texts(['a'], 0))).toThrow(expect.objectContaining({ code: 'learning.value_invalid', where: 'x' }));
  });

  it('takes thresholds', () => {
    const shifted = numbers(...hundred.map((value) => value + 50));
    expect(driftOf(numbers(...hundred), shifted, { psi: 1000, ks: 1 }).drifted).toBe(false);
    expect(driftOf(numbers(...hundred), shifted, { alpha: 1e-30 }).drifted).toBe(false);
  });
});
