import { describe, expect, it } from '@jest/globals';
import { generateLabels } from './generate-labels.js';
import { originText, parseOrigin } from './labels-origin.js';

const one = (text: string, seed = 1) => generateLabels([{ clientId: 'c', text }], { seed }).clients[0];

describe('generated labels', () => {
  it('begin at 30 % and $3,000 where nothing is told', () => {
    expect(one('The client came in yesterday.')).toMatchObject({
      likelihood: { purchased: 0.3, churned: 0.25 },
      lifetimeValue: 3000,
      rules: [],
    });
  });

  it.each([
    ['No budget limit.', 0.6, 28_000],
    ['She loves luxury.', 0.55, 15_000],
    ['Cherche un cadeau.', 0.5, 8000],
    ['It is for Christmas.', 0.5, 3000],
    ['Very interested.', 0.45, 3000],
    ['It is urgent.', 0.4, 3000],
    ['Er zögert noch.', 0.15, 3000],
    ['Attenta al prezzo.', 0.2, 3000],
    ['She is not hesitant.', 0.3, 3000],
    ['No budget limit, luxury, a gift, very interested and urgent.', 1, 45_000],
  ])('of %j: likelihood %d, value %d', (text, purchased, value) => {
    const client = one(text);
    expect(client.likelihood.purchased).toBeCloseTo(purchased, 12);
    expect(client.lifetimeValue).toBe(value);
  });

  it('tell which rule fired on which words of which note', () => {
    const { rules } = one('First visit, a gift.\n\nLooking for a present again; no budget limit!');
    expect(rules.filter(({ target }) => target === 'lifetime_value')).toEqual([
      { target: 'lifetime_value', rule: 'budget without limit', adds: 25_000, words: 'no budget limit', note: 2 },
      { target: 'lifetime_value', rule: 'gift', adds: 5000, words: 'gift', note: 1 },
    ]);
  });

  it('count half a year of silence before the newest note as a sign of leaving', () => {
    const clients = [
      { clientId: 'silent', text: 'Came in.', lastNote: '2025-01-01' },
      { clientId: 'heard', text: 'Came in.', lastNote: '2025-08-01' },
      { clientId: 'undated', text: 'Came in.' },
    ];
    const made = generateLabels(clients, { seed: 3 }).clients;
    expect(made.map(({ likelihood }) => likelihood.churned)).toEqual([0.45, 0.25, 0.25]);
    expect(made[0].rules).toEqual([{ target: 'churned', rule: 'no note for half a year', adds: 20, words: null, note: null }]);
  });

  it('are the same for a client whoever else is there, differ by seed, and come as often as their likelihood says', () => {
    const clients = Array.from({ length: 2000 }, (_, i) => ({ clientId: `c${i}`, text: 'Came in.' }));
    const all = generateLabels(clients, { seed: 5 }).clients;
    expect(generateLabels([clients[7]], { seed: 5 }).clients[0]).toEqual(all[7]);
    expect(generateLabels(clients, { seed: 6 }).clients).not.toEqual(all);
    const bought = all.filter(({ purchased }) => purchased).length;
    expect(Math.abs(bought - 600)).toBeLessThan(80);
  });

  it('say that they are generated, in a text too', () => {
    const { origin } = generateLabels([], { seed: 9 });
    expect(originText(origin)).toBe('generated:atelier-notes-1:9');
    expect(parseOrigin(originText(origin))).toEqual(origin);
    expect([parseOrigin('given'), parseOrigin('generated'), parseOrigin('')]).toEqual([{ source: 'given' }, undefined, undefined]);
  });

  it('refuse a seed that is none', () => {
    expect(() => generateLabels([], { seed: -1 })).toThrow(expect.objectContaining({ code: 'learning.parameter_invalid', where: 'seed' }));
  });
});
