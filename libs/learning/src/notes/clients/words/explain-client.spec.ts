import { describe, expect, it } from '@jest/globals';
import type { Matrix } from '../../../estimators/estimator.js';
import { generateWorld } from '../../generator/generate-world.js';
import { clientTexts } from '../client-texts.js';
import { clientElite, clientFast, clientFull } from '../presets.js';
import { explainClient, explanationInWords } from './explain-client.js';

const texts = [...clientTexts(generateWorld({ clients: 40, seed: 3 }).notes).values()];
const text = 'Cherche un cadeau.\n\nLooking for a gift again, no budget limit. No leather.\n\nShe is hesitant.';
const percent = (value: number) => `${Math.round(100 * value)} %`;

/** A model that adds up weights of the columns whose names match. */
function scoring(names: readonly string[], weights: readonly (readonly [RegExp, number])[]) {
  const of = names.map((name) => weights.find(([pattern]) => pattern.test(name))?.[1] ?? 0);
  return ({ rows, columns, data }: Matrix) =>
    Float64Array.from({ length: rows }, (_, row) => of.reduce((sum, weight, column) => sum + weight * data[row * columns + column], 0.2));
}

describe('a client in words', () => {
  it('tells what the model counted, how often the notes say it, and what speaks against it', () => {
    const encoding = clientElite.fit(texts, {});
    const score = scoring(encoding.names, [
      [/^notes on: gift$/, 0.15],
      [/^notes on: budget without limit$/, 0.25],
      [/^notes on: hesitation$/, -0.1],
    ]);
    const explained = explainClient(text, encoding, score);
    expect(explained.base).toBeCloseTo(0.2, 9);
    expect(explained.output).toBeCloseTo(0.65, 6);
    expect(explained.reasons.slice(0, 3).map(({ words }) => words)).toEqual(['gifts twice', 'no limit on budget', 'hesitant']);
    expect(explained.reasons.map(({ contribution }) => contribution).slice(0, 4)).toEqual(
      [0.3, 0.25, -0.1, 0].map((value) => expect.closeTo(value, 6)),
    );
    expect(explanationInWords(explained, { format: percent })).toBe(
      '65 % rather than the 20 % of a client without notes: gifts twice, no limit on budget; against it hesitant.',
    );
  });

  it('tells concepts of full and words of fast by what they mean', () => {
    const full = clientFull.fit(texts, {});
    const words = (encoding: typeof full) =>
      explainClient(text, encoding, scoring(encoding.names, [[/./, 0.01]])).reasons.map((reason) => reason.words);
    expect(words(full)).toEqual(expect.arrayContaining(['gifts twice', 'no limit on budget', 'what the notes are about as a whole']));
    expect(words(clientFast.fit([...texts, text], {}))).toEqual(
      expect.arrayContaining(['gifts twice', 'no limit on budget', 'no leather']),
    );
  });

  it('adds up, also where topics count together', () => {
    const encoding = clientFast.fit(texts, {});
    const score = ({ rows, columns, data }: Matrix) =>
      Float64Array.from({ length: rows }, (_, row) =>
        Math.tanh(data.subarray(row * columns, (row + 1) * columns).reduce((sum, x) => sum + x, 0)),
      );
    const { base, output, reasons } = explainClient(texts[0], encoding, score);
    expect(base + reasons.reduce((sum, { contribution }) => sum + contribution, 0)).toBeCloseTo(output, 9);
  });

  it('has nothing to tell of a client without notes', () => {
    const encoding = clientFast.fit(texts, {});
    const explained = explainClient('', encoding, () => [0.4]);
    expect(explained).toEqual({ base: 0.4, output: 0.4, reasons: [] });
    expect(explanationInWords(explained, { format: percent })).toBe('40 % rather than the 40 % of a client without notes.');
  });
});
