import { beforeAll, describe, expect, it } from '@jest/globals';
import { adjustedRand } from '../../evaluation/adjusted-rand.js';
import { createRandom } from '../../random/random.js';
import { generateWorld } from '../generator/generate-world.js';
import { bundledLexicon } from '../lexicon/bundled.js';
import type { ClientHistory } from '../histories.js';
import { ClientSegmentation } from './client-segmentation.js';
import { ConceptSpace } from './concept-space.js';
import { segmentClients } from './segment-clients.js';
import { segmentNumbers } from './segment-profiles.js';
import { segmentWords } from './segment-words.js';
import { told } from './segments.suite.js';

const lexicon = bundledLexicon();

/** Notes of a client who is said to be all this. */
function client(clientId: string, ...affirmed: string[]): ClientHistory {
  return { clientId, notes: [{ day: 0, language: 'en', affirmed, denied: [] }] };
}

describe('segments of a world with known tastes', () => {
  const world = generateWorld({ clients: 400, seed: 5, tasteContrast: 60 });
  const clients = told(world);
  let found: ClientSegmentation;
  beforeAll(async () => {
    found = await segmentClients(clients, { seed: 1, lexicon, outcomes: world.clients });
  });
  const stylesOf = (ids: readonly string[]) => {
    const styles = new Map(world.clients.map(({ clientId, style }) => [clientId, style]));
    return ids.map((id) => styles.get(id) as number);
  };

  it('are the hidden styles, and their number is near the twelve there are', () => {
    const codes = found.assign(clients).map(({ segment }) => segment);
    expect(adjustedRand(codes, stylesOf(clients.map(({ clientId }) => clientId)))).toBeGreaterThan(0.85);
    expect(Math.abs(found.segments.length - 12)).toBeLessThanOrEqual(1);
    expect(found.stability).toBeGreaterThan(0.85);
  });

  it('takes the number of highest silhouette and keeps what all came to', () => {
    expect(found.curve.map(({ clusters }) => clusters)).toEqual(Array.from({ length: 14 }, (_, i) => i + 2));
    expect(found.silhouette).toBe(Math.max(...found.curve.map(({ silhouette }) => silhouette)));
  });

  it('places clients of the same tastes that it never saw', () => {
    const others = generateWorld({ clients: 200, seed: 77, tasteContrast: 60 });
    const codes = found.assign(told(others)).map(({ segment }) => segment);
    expect(
      adjustedRand(
        codes,
        others.clients.map(({ style }) => style),
      ),
    ).toBeGreaterThan(0.7);
  });

  it('has exemplars of one style, sizes that add up and names unlike each other', () => {
    for (const { exemplars } of found.segments) expect(new Set(stylesOf(exemplars)).size).toBe(1);
    expect(found.segments.reduce((sum, { clients: size }) => sum + size, 0)).toBe(400);
    expect(new Set(found.segments.map(({ name }) => name)).size).toBe(found.segments.length);
    expect(found.segments.map(({ clients: size }) => size)).toEqual(
      found.segments.map(({ clients: size }) => size).toSorted((a, b) => b - a),
    );
  });

  it('is the same from its JSON', () => {
    const json = JSON.stringify(found);
    const again = ClientSegmentation.load(JSON.parse(json));
    expect(JSON.stringify(again)).toBe(json);
    expect(again.assign(clients)).toEqual(found.assign(clients));
  });

  it('refuses JSON that it did not write', () => {
    const json = JSON.parse(JSON.stringify(found));
    for (const wrong of [
      null,
      3,
      {},
      { ...json, kind: 'other' },
      { ...json, order: [0] },
      { ...json, segments: [] },
      { ...json, space: { concepts: [] } },
    ])
      expect(() => ClientSegmentation.load(wrong)).toThrow(expect.objectContaining({ code: 'learning.model_invalid' }));
    expect(() => ClientSegmentation.load({ ...json, space: { ...json.space, shares: [1] } })).toThrow(/space/);
  });
});

describe('segmentClients', () => {
  const clients = told(generateWorld({ clients: 60, seed: 2 }));

  it('gives the same for the same seed, and so many segments as are asked for', async () => {
    const [one, other] = await Promise.all([3, 3].map((segments) => segmentClients(clients, { segments, seed: 4, lexicon })));
    expect(JSON.stringify(one)).toBe(JSON.stringify(other));
    expect(one.segments).toHaveLength(3);
    expect(one.curve).toHaveLength(1);
  });

  it('tries no more segments than one for eight clients', async () => {
    const { curve } = await segmentClients(clients.slice(0, 25), { seed: 1, lexicon });
    expect(curve.map(({ clusters }) => clusters)).toEqual([2, 3]);
  });

  it('places a client of whom nothing is said', async () => {
    const found = await segmentClients([...clients, { clientId: 'silent', notes: [] }], { seed: 1, lexicon });
    const place = found.assign([{ clientId: 'silent', notes: [] }])[0];
    expect(place.segment >= 1 && place.segment <= found.segments.length && place.clearness < 1 && place.clearness >= 0).toBe(true);
  });

  it.each([
    ['fewer than 50 notes', clients.slice(0, 5), {}, 'learning.too_few_rows', 'notes'],
    ['few clients', [{ clientId: 'a', notes: clients.flatMap(({ notes }) => notes) }], {}, 'learning.too_few_rows', 'clients'],
    ['nothing in common', Array.from({ length: 60 }, (_, i) => client(`c${i}`, `own.${i}`)), {}, 'learning.too_few_rows', 'lexicon'],
    ['one segment', clients, { segments: 1 }, 'learning.parameter_invalid', 'segments'],
    ['more segments than half of the clients', clients, { segments: 40 }, 'learning.parameter_invalid', 'segments'],
    ['no whole number', clients, { most: 2.5 }, 'learning.parameter_invalid', 'most'],
  ])('refuses %s', async (_, given, options, code, where) => {
    await expect(segmentClients(given, { seed: 1, lexicon, ...options })).rejects.toMatchObject({ code, where });
  });

  it('stops when told to', async () => {
    await expect(segmentClients(clients, { seed: 1, lexicon, signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: 'learning.aborted',
    });
  });
});

describe('the space of concepts', () => {
  it('has an axis for what goes together, and none for what goes by chance', () => {
    const random = createRandom(3);
    const independent = Array.from({ length: 300 }, (_, i) =>
      client(`c${i}`, ...Array.from({ length: 40 }, (_, j) => `x.${j}`).filter(() => random.next() < 0.2)),
    );
    const tied = independent.map(({ clientId, notes: [{ affirmed }] }, i) =>
      client(clientId, ...affirmed, ...['y.0', 'y.1', 'y.2', 'y.3'].map((id) => (i % 3 === 0 ? id : `${id}.other`))),
    );
    expect(ConceptSpace.fit(independent, 1).axes).toBe(2);
    const space = ConceptSpace.fit(tied, 1);
    const x = space.transform(tied);
    const signs = Array.from({ length: x.rows }, (_, row) => Math.sign(x.data[row * x.columns]));
    expect(new Set(signs.filter((_, i) => i % 3 === 0)).size).toBe(1);
    expect(signs[0]).not.toBe(signs[1]);
  });
});

describe('profiles', () => {
  const clients = [
    ...Array.from({ length: 40 }, (_, i) =>
      client(`gift-${i}`, 'intent.gift_intent', 'budget.unlimited', ...(i % 2 ? ['sport.golf'] : [])),
    ),
    ...Array.from({ length: 60 }, (_, i) => client(`other-${i}`, 'sport.tennis', ...(i % 2 ? ['sport.golf'] : []))),
  ];
  const codes = clients.map(({ clientId }) => (clientId.startsWith('gift') ? 0 : 1));
  const outcomes = clients.slice(10).map(({ clientId }, i) => ({ clientId, purchased: clientId.startsWith('gift'), lifetimeValue: i }));
  const [gifts, others] = segmentNumbers(clients, codes, 2, outcomes);

  it('count what is said of a segment and of all', () => {
    expect(gifts).toMatchObject({ clients: 40, share: 0.4, notesPerClient: 1, conceptsPerClient: 2.5 });
    expect(gifts.concepts.map(({ concept }) => concept).toSorted()).toEqual(['budget.unlimited', 'intent.gift_intent']);
    expect(gifts.concepts[0]).toMatchObject({ clients: 40, share: 1, allShare: 0.4, lift: 2.5 });
    expect(gifts.seldom.map(({ concept }) => concept)).toEqual(['sport.tennis']);
    expect(others.concepts.map(({ concept }) => concept)).toEqual(['sport.tennis']);
    expect(gifts.languages).toEqual([{ language: 'en', share: 1, allShare: 1 }]);
  });

  it('tell of outcomes that are known, and of no others', () => {
    expect(gifts.purchased).toMatchObject({ clients: 30, share: 1, allShare: 30 / 90 });
    expect(gifts.lifetimeValue).toMatchObject({ mean: 14.5, median: 14.5, allMean: 44.5, allMedian: 44.5 });
    expect(gifts.churned).toBeUndefined();
  });

  it('are named by what is true of them', () => {
    const [gift, other] = segmentWords([gifts, others], lexicon);
    expect(gift.name).toMatch(/^(gift buyers, no limit on budget|clients with an open purse, buying gifts)$/);
    expect(other.name).toBe('talk of tennis');
    expect(gift.words.join(' ')).toContain('(2.5 times: 100 % against 40 %)');
    expect(gift.words.join(' ')).toContain('100 % bought (all: 33 %).');
    expect(gift.words.join(' ')).not.toContain('left');
  });

  it('never give two segments one name', () => {
    const plain = { ...others, concepts: [], seldom: [] };
    expect(segmentWords([plain, plain, plain], lexicon).map(({ name }) => name)).toEqual([
      'clients without a mark of their own',
      'clients without a mark of their own (2)',
      'clients without a mark of their own (3)',
    ]);
    expect(segmentWords([{ ...plain, seldom: others.concepts }], lexicon)[0].name).toBe('seldom tennis');
    expect(segmentWords([{ ...plain, conceptsPerClient: 0.2 }], lexicon)[0].name).toBe('clients of whom little is said');
  });
});
