import { beforeAll, describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { generateWorld } from '../generator/generate-world.js';
import { type ClientHistory, dayOf, type HeardNote } from '../histories.js';
import { told } from '../segments/segments.suite.js';
import { journeyFeatureNames, journeyFeatures } from './journey-features.js';
import { JourneyModel } from './journey-model.js';
import { journeyReport } from './journey-report.js';
import { generateStages, momentsOf, stageByRules } from './stage-rules.js';
import { lastDayOf, type TrainedJourneys, trainJourneys } from './train-journeys.js';

const world = generateWorld({ clients: 250, seed: 3 });
const histories = told(world);
const observed = world.stages.map(({ clientId, date, stage }) => ({ clientId, day: dayOf(date), stage }));
const few = { parameters: { n_estimators: 20 } };

const heard: fc.Arbitrary<HeardNote> = fc.record({
  day: fc.integer({ min: 20_000, max: 20_400 }),
  language: fc.constant('en' as const),
  affirmed: fc.uniqueArray(
    fc.constantFrom('intent.urgent', 'hesitation.hesitant', 'sport.golf', 'hesitation.complaint', 'service.loyalty'),
  ),
  denied: fc.constant([]),
});
const someHistory = fc
  .array(heard, { maxLength: 12 })
  .map((notes): ClientHistory => ({ clientId: 'a', notes: notes.toSorted((a, b) => a.day - b.day) }));

/** Notes of one client: days and what they affirm. */
function notes(...told: [number, ...string[]][]): ClientHistory {
  return { clientId: 'a', notes: told.map(([day, ...affirmed]) => ({ day, language: 'en', affirmed, denied: [] })) };
}

describe('features of a journey', () => {
  it('of a day do not change by what is noted later', () => {
    fc.assert(
      fc.property(someHistory, fc.integer({ min: 20_000, max: 20_400 }), (history, day) => {
        const until = { ...history, notes: history.notes.filter((note) => note.day <= day) };
        expect(journeyFeatures([{ history, day }]).data).toEqual(journeyFeatures([{ history: until, day }]).data);
        expect(stageByRules(history, day)).toBe(stageByRules(until, day));
      }),
      { numRuns: 60 },
    );
  });

  it('are what their names say', () => {
    const history = notes([100, 'intent.urgent'], [110], [140, 'intent.urgent', 'hesitation.complaint']);
    const { data, columns } = journeyFeatures([{ history, day: 170 }]);
    expect(columns).toBe(journeyFeatureNames.length);
    const of = (name: string) => data[journeyFeatureNames.indexOf(name)];
    expect([of('notes'), of('days_since_first'), of('days_since_last'), of('last_gap'), of('mean_gap'), of('longest_gap')]).toEqual([
      3, 70, 30, 30, 20, 30,
    ]);
    expect([of('silence_against_mean_gap'), of('notes_in_30_days'), of('notes_in_90_days'), of('concepts_in_last')]).toEqual([
      1.5, 0, 3, 2,
    ]);
    expect([of('urgent_in_last'), of('urgent_before_last'), of('dissatisfied_in_last'), of('urgent_trend')]).toEqual([1, 0, 1, 0]);
    expect(of('urgent_share')).toBeCloseTo(2 / 3, 6);
    expect(of('urgent_lately')).toBeCloseTo(2 ** -0.5 + 2 ** (-70 / 60), 6);
  });

  it('have no gaps before there is a second note', () => {
    const { data } = journeyFeatures([{ history: notes([100]), day: 100 }]);
    expect([data[journeyFeatureNames.indexOf('mean_gap')], data[journeyFeatureNames.indexOf('gift_trend')]]).toEqual([
      Number.NaN,
      Number.NaN,
    ]);
  });
});

describe('rules of stages', () => {
  it.each([
    ['new', notes([100]), 110],
    ['exploring', notes([100]), 140],
    ['considering', notes([100], [120, 'hesitation.hesitant']), 125],
    ['buying', notes([100], [120, 'intent.urgent']), 125],
    ['loyal', notes([100], [120, 'service.loyalty']), 125],
    ['at_risk', notes([100], [120, 'hesitation.complaint', 'service.loyalty']), 125],
    ['at_risk', notes([100, 'intent.urgent']), 195],
    ['lapsed', notes([100, 'intent.urgent']), 281],
    ['returning', notes([100], [300, 'intent.urgent']), 301],
    [undefined, notes([100]), 99],
  ])('say %s', (stage, history, day) => expect(stageByRules(history, day)).toBe(stage));

  it('look at each note, every 30 days of silence and the last day', () => {
    expect(momentsOf(notes([100], [100], [165], [400]), 200)).toEqual([100, 130, 160, 165, 195, 200]);
    expect(momentsOf(notes([100]), 100)).toEqual([100]);
    expect(momentsOf(notes([Number.NaN]), 100)).toEqual([]);
  });
});

describe('journeys learned from observed stages', () => {
  let trained: TrainedJourneys;
  beforeAll(async () => {
    trained = await trainJourneys(histories, { seed: 1, observed, ...few });
  });

  it('tell clients that were never seen far better than the most frequent stage, and not better than is possible', () => {
    const { accuracy, majority, clients } = trained.model.evaluation;
    expect(clients).toBe(50);
    expect(majority).toBeLessThan(0.4);
    expect(accuracy).toBeGreaterThan(majority + 0.2);
    expect(accuracy).toBeLessThan(world.attainable.stageAccuracy);
  });

  it('say who stands where, how they came there, and how they move', () => {
    const lastDay = lastDayOf(histories);
    const journeys = trained.model.journeys(histories, lastDay);
    for (const { now, spans } of journeys) {
      expect(now?.probabilities.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 9);
      expect(spans.at(-1)).toMatchObject({ stage: now?.stage, to: lastDay, ended: false });
      expect(spans.every(({ stage }, i) => i === 0 || stage !== spans[i - 1].stage)).toBe(true);
    }
    const report = journeyReport(journeys, trained.model.stages);
    expect(report.stages.reduce((sum, { clients }) => sum + clients, 0)).toBe(250);
    for (const { stage, ended } of report.stages)
      expect(report.transitions.filter(({ from }) => from === stage).reduce((sum, { count }) => sum + count, 0)).toBe(ended);
    expect(report.words.find((words) => words.startsWith('New:'))).toMatch(/half leave within \d+ days; then exploring/);
  });

  it('is the same from its JSON, for the same seed, and for histories cut at the day that is asked of', async () => {
    const { model } = trained;
    const again = JourneyModel.load(JSON.parse(JSON.stringify(model)));
    const day = dayOf('2025-12-01');
    const moments = histories.slice(0, 50).map((history) => ({ history, day }));
    const cut = moments.map(({ history }) => ({ history: { ...history, notes: history.notes.filter((note) => note.day <= day) }, day }));
    expect(again.stagesAt(moments)).toEqual(model.stagesAt(cut));
    expect(JSON.stringify((await trainJourneys(histories, { seed: 1, observed, ...few })).model)).toBe(JSON.stringify(model));
  });

  it('learns nothing from stages after the day that is asked for', async () => {
    const lastDay = dayOf('2025-10-01');
    const early = observed.filter(({ day }) => day <= lastDay);
    const [one, other] = await Promise.all(
      [observed, early].map((given) => trainJourneys(histories, { seed: 1, observed: given, lastDay, ...few })),
    );
    expect(JSON.stringify(one.model)).toBe(JSON.stringify(other.model));
  });

  it('says nothing of a client without a dated note', () => {
    const silent = { clientId: 'silent', notes: [{ ...histories[0].notes[0], day: Number.NaN }] };
    expect(trained.model.journeys([silent], 20_500)).toEqual([{ clientId: 'silent', spans: [] }]);
    expect(journeyReport([{ clientId: 'silent', spans: [] }], ['new'])).toMatchObject({ clients: 0, untold: 1, words: [] });
  });

  it('counts stages that nothing can be learned from', async () => {
    const { skipped } = await trainJourneys(histories.slice(0, 60), {
      seed: 1,
      ...few,
      observed: [...observed, { ...observed[0], day: 0 }],
    });
    expect(skipped.beforeFirstNote).toBe(1);
    expect(skipped.unknownClient).toBe(observed.filter(({ clientId }) => clientId > 'synthetic-00060').length);
  });
});

describe('journeys learned from rules', () => {
  it('say so, and find the rules again', async () => {
    const { model } = await trainJourneys(histories.slice(0, 150), { seed: 1, ...few });
    expect(model.origin).toEqual({ source: 'generated', rules: 'atelier-stages-1' });
    expect(model.evaluation.accuracy).toBeGreaterThan(0.9);
    expect(model.stages.slice(0, 3)).toEqual(['new', 'exploring', 'considering']);
    expect(model.importance.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 6);
  });

  it('are the same for all who have the notes', () => {
    expect(generateStages([notes([100])], 140)).toEqual([
      { clientId: 'a', day: 100, stage: 'new' },
      { clientId: 'a', day: 130, stage: 'new' },
      { clientId: 'a', day: 140, stage: 'exploring' },
    ]);
  });
});

describe('trainJourneys', () => {
  const undated = histories.map(({ clientId, notes: own }) => ({ clientId, notes: own.map((note) => ({ ...note, day: Number.NaN })) }));
  it.each([
    ['fewer than 50 notes', histories.slice(0, 3), {}, 'learning.too_few_rows', 'notes'],
    ['notes without dates', undated, {}, 'learning.too_few_rows', 'date'],
    ['stages of few clients', histories, { observed: observed.slice(0, 20) }, 'learning.too_few_rows', 'stages'],
    ['one stage', histories, { observed: observed.map((each) => ({ ...each, stage: 'new' })) }, 'learning.target_constant', 'stage'],
    ['no clients to test on', histories, { observed, testShare: 0 }, 'learning.parameter_invalid', 'testShare'],
  ])('refuses %s', async (_, given, options, code, where) => {
    await expect(trainJourneys(given, { seed: 1, ...options })).rejects.toMatchObject({ code, where });
  });

  it.each([null, {}, { kind: 'client_journeys', version: 1, features: 99 }])('refuses %p as a saved model', (json) => {
    expect(() => JourneyModel.load(json)).toThrow(expect.objectContaining({ code: 'learning.model_invalid' }));
  });
});
