import { benjaminiHochberg } from '../../statistics/false-discovery.js';
import { sameRate } from '../../statistics/counts.js';
import { kolmogorovSmirnov } from '../../statistics/two-samples.js';
import type { ClientHistory } from '../histories.js';
import { clientCounts, conceptsOf } from './concept-space.js';

/** What became of a client, as far as it is known. */
export interface ClientOutcome {
  readonly clientId: string;
  readonly purchased?: boolean | null;
  readonly churned?: boolean | null;
  readonly lifetimeValue?: number | null;
}

/** How often something is so of a segment's clients and of all. */
export interface ShareProfile {
  readonly clients: number;
  readonly share: number;
  readonly allShare: number;
  /** share / allShare. */
  readonly lift: number;
  /** That the segment and the other clients have one rate; adjusted over all that was tested (Benjamini–Hochberg) for concepts. */
  readonly pValue: number;
}

export interface ConceptProfile extends ShareProfile {
  readonly concept: string;
}

export interface ValueProfile {
  readonly mean: number;
  readonly median: number;
  readonly allMean: number;
  readonly allMedian: number;
  readonly pValue: number;
}

export interface LanguageShare {
  readonly language: string;
  /** Of the segment's notes. */
  readonly share: number;
  readonly allShare: number;
}

/** A segment in numbers. Concepts made the segments, so their p-values order and sift; they prove nothing by themselves. */
export interface SegmentNumbers {
  readonly clients: number;
  readonly share: number;
  readonly notesPerClient: number;
  /** Different ones that are said of a client. */
  readonly conceptsPerClient: number;
  /** Said more often than of the others, the surest first. */
  readonly concepts: readonly ConceptProfile[];
  /** Said less often, the surest first. */
  readonly seldom: readonly ConceptProfile[];
  readonly languages: readonly LanguageShare[];
  /** Only of clients of whom it is known; absent where it is of none, inside or outside of the segment. */
  readonly purchased?: ShareProfile;
  readonly churned?: ShareProfile;
  readonly lifetimeValue?: ValueProfile;
}

/** Adjusted p-values below this are told. */
export const significance = 0.01;
const mostTold = 12;

/** Profiles of the segments 0…count−1, `codes` telling the segment of each client. */
export function segmentNumbers(
  clients: readonly ClientHistory[],
  codes: ArrayLike<number>,
  count: number,
  outcomes: readonly ClientOutcome[] = [],
): SegmentNumbers[] {
  const members = Array.from({ length: count }, (_, code) => clients.filter((_, i) => codes[i] === code));
  const told = toldConcepts(clients, members);
  const outcomeOf = new Map(outcomes.map((outcome) => [outcome.clientId, outcome]));
  const notesIn = languageCounts(clients);
  return members.map((own, code) => {
    const known = (side: readonly ClientHistory[]) => side.flatMap(({ clientId }) => outcomeOf.get(clientId) ?? []);
    const rest = clients.filter((_, i) => codes[i] !== code);
    return {
      clients: own.length,
      share: own.length / clients.length,
      notesPerClient: meanOf(own, ({ notes }) => notes.length),
      conceptsPerClient: meanOf(own, (client) => conceptsOf(client).size),
      concepts: told[code].filter(({ lift }) => lift > 1).slice(0, mostTold),
      seldom: told[code].filter(({ lift }) => lift < 1).slice(0, mostTold),
      languages: languageShares(languageCounts(own), notesIn),
      ...outcomeNumbers(known(own), known(rest)),
    };
  });
}

function toldConcepts(clients: readonly ClientHistory[], members: readonly (readonly ClientHistory[])[]): ConceptProfile[][] {
  const all = clientCounts(clients);
  const tested = members.map((own) => {
    const counts = clientCounts(own);
    return [...all].map(([concept, total]) => ({ concept, ...shareProfile(counts.get(concept) ?? 0, own.length, total, clients.length) }));
  });
  const adjusted = benjaminiHochberg(tested.flat().map(({ pValue }) => pValue));
  return tested.map((profiles, code) =>
    profiles
      .map((profile, i) => ({ ...profile, pValue: adjusted[code * all.size + i] }))
      .filter(({ pValue }) => pValue < significance)
      .sort((a, b) => a.pValue - b.pValue || b.lift - a.lift),
  );
}

function shareProfile(hits: number, rows: number, allHits: number, allRows: number): ShareProfile {
  const share = hits / Math.max(1, rows);
  const allShare = allHits / allRows;
  const pValue = rows > 0 && rows < allRows ? sameRate(hits, rows, allHits - hits, allRows - rows) : 1;
  return { clients: hits, share, allShare, lift: allShare > 0 ? share / allShare : 1, pValue };
}

function languageCounts(clients: readonly ClientHistory[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { notes } of clients) for (const { language } of notes) counts.set(language, (counts.get(language) ?? 0) + 1);
  return counts;
}

function languageShares(own: ReadonlyMap<string, number>, all: ReadonlyMap<string, number>): LanguageShare[] {
  const total = (counts: ReadonlyMap<string, number>) =>
    Math.max(
      1,
      [...counts.values()].reduce((sum, count) => sum + count, 0),
    );
  const [inside, overall] = [total(own), total(all)];
  return [...own]
    .map(([language, count]) => ({ language, share: count / inside, allShare: (all.get(language) ?? 0) / overall }))
    .sort((a, b) => b.share - a.share || (a.language < b.language ? -1 : 1));
}

function outcomeNumbers(
  own: readonly ClientOutcome[],
  rest: readonly ClientOutcome[],
): Pick<SegmentNumbers, 'purchased' | 'churned' | 'lifetimeValue'> {
  const rate = (of: (outcome: ClientOutcome) => boolean | null | undefined): ShareProfile | undefined => {
    const [inside, outside] = [own, rest].map((side) => side.flatMap((outcome) => of(outcome) ?? []));
    if (inside.length === 0) return undefined;
    const hits = inside.filter(Boolean).length;
    return shareProfile(hits, inside.length, hits + outside.filter(Boolean).length, inside.length + outside.length);
  };
  const [purchased, churned] = [rate(({ purchased }) => purchased), rate(({ churned }) => churned)];
  const lifetimeValue = valueProfile(valuesOf(own), valuesOf(rest));
  return { ...(purchased && { purchased }), ...(churned && { churned }), ...(lifetimeValue && { lifetimeValue }) };
}

function valuesOf(side: readonly ClientOutcome[]): Float64Array {
  return Float64Array.from(side.flatMap(({ lifetimeValue }) => lifetimeValue ?? []));
}

function valueProfile(own: Float64Array, rest: Float64Array): ValueProfile | undefined {
  if (own.length === 0) return undefined;
  const all = Float64Array.from([...own, ...rest]);
  const pValue = rest.length > 0 ? kolmogorovSmirnov(own, rest).p_value : 1;
  return { mean: mean(own), median: median(own), allMean: mean(all), allMedian: median(all), pValue };
}

function meanOf(clients: readonly ClientHistory[], of: (client: ClientHistory) => number): number {
  return clients.reduce((sum, client) => sum + of(client), 0) / Math.max(1, clients.length);
}

function mean(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function median(values: Float64Array): number {
  const sorted = values.toSorted();
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
