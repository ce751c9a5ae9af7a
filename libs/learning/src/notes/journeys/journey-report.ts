import type { ClientJourney } from './journey-model.js';

/** How clients move between stages. */
export interface JourneyReport {
  readonly clients: number;
  /** Clients without a dated note, of whom no stage is told. */
  readonly untold: number;
  readonly stages: readonly StageReport[];
  readonly transitions: readonly Transition[];
  readonly words: readonly string[];
}

export interface StageReport {
  readonly stage: string;
  /** Who are in it now. */
  readonly clients: number;
  readonly share: number;
  /** Stays that have begun, and of these, how many have ended. */
  readonly stays: number;
  readonly ended: number;
  /** Median days of a stay, those that still last counted as at least so long (Kaplan–Meier); null where half of the stays have not ended. */
  readonly medianDays: number | null;
}

export interface Transition {
  readonly from: string;
  readonly to: string;
  readonly count: number;
  /** Of the stays in `from` that ended. */
  readonly share: number;
  /** Median days in `from` before it. */
  readonly medianDays: number;
}

/** Counts of stages now, ways between them and how long clients stay; transitions by stage, the most frequent first. */
export function journeyReport(journeys: readonly ClientJourney[], stages: readonly string[]): JourneyReport {
  const told = journeys.filter(({ now }) => now !== undefined);
  const spans = told.flatMap((journey) => journey.spans);
  const reports = stages.map((stage): StageReport => {
    const own = spans.filter((span) => span.stage === stage);
    const clients = told.filter(({ now }) => now?.stage === stage).length;
    const ended = own.filter(({ ended: over }) => over).length;
    return { stage, clients, share: clients / Math.max(1, told.length), stays: own.length, ended, medianDays: medianStay(own) };
  });
  const transitions = transitionsOf(told, stages);
  return {
    clients: told.length,
    untold: journeys.length - told.length,
    stages: reports,
    transitions,
    words: reports.filter(({ clients, stays }) => clients > 0 || stays > 0).map((report) => inWords(report, transitions)),
  };
}

function transitionsOf(journeys: readonly ClientJourney[], stages: readonly string[]): Transition[] {
  const stays = new Map<string, Map<string, number[]>>(stages.map((stage) => [stage, new Map()]));
  for (const { spans } of journeys)
    for (const [i, { stage, from, to }] of spans.slice(0, -1).entries()) {
      const next = spans[i + 1].stage;
      const ways = stays.get(stage);
      ways?.set(next, [...(ways.get(next) ?? []), to - from]);
    }
  return [...stays].flatMap(([from, ways]) => {
    const total = [...ways.values()].reduce((sum, days) => sum + days.length, 0);
    return [...ways]
      .map(([to, days]) => ({ from, to, count: days.length, share: days.length / total, medianDays: median(days) }))
      .sort((a, b) => b.count - a.count || (a.to < b.to ? -1 : 1));
  });
}

/** The first day by which half of the stays are expected to have ended (Kaplan and Meier 1958). */
function medianStay(spans: readonly { readonly from: number; readonly to: number; readonly ended: boolean }[]): number | null {
  const stays = spans
    .map(({ from, to, ended }) => ({ days: to - from, ended }))
    .sort((a, b) => a.days - b.days || Number(b.ended) - Number(a.ended));
  let lasting = 1;
  for (const [i, { days, ended }] of stays.entries()) {
    if (ended) lasting *= 1 - 1 / (stays.length - i);
    if (lasting <= 0.5) return days;
  }
  return null;
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

function inWords({ stage, clients, share, medianDays }: StageReport, transitions: readonly Transition[]): string {
  const next = transitions.filter(({ from }) => from === stage).slice(0, 3);
  const stay = medianDays === null ? 'most stay for longer than is known' : `half leave within ${Math.round(medianDays)} days`;
  const ways = next.map(
    ({ to, share: part, medianDays: days }) => `${spoken(to)} ${Math.round(part * 100)} % (after ${Math.round(days)} days)`,
  );
  return `${capital(spoken(stage))}: ${clients.toLocaleString('en-US')} now (${Math.round(share * 100)} %), ${stay}${ways.length > 0 ? `; then ${ways.join(', ')}` : ''}.`;
}

/** at_risk → at risk. */
export function spoken(stage: string): string {
  return stage.replaceAll('_', ' ');
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
