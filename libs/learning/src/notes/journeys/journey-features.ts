import type { Matrix } from '../../estimators/estimator.js';
import { type Signal, signalOfConcept, signals } from '../clients/signals.js';
import type { ClientHistory, HeardNote } from '../histories.js';
import { bundledLexicon } from '../lexicon/bundled.js';

/** A client on a day: what is asked of a model of journeys. */
export interface JourneyMoment {
  readonly history: ClientHistory;
  /** Days since 1970-01-01; notes after it are as if they were not. */
  readonly day: number;
}

/** Days in which what was said counts half. */
const halfLife = 60;
const windows = [30, 90, 180];
/** Gaps and signals are of the last so many notes, so that a client with thousands takes no longer. */
const mostNotes = 200;

/** Whoever changes what a column means raises it: models of another version are refused rather than misread. */
export const featureVersion = 1;

/** Names of the columns, in order. */
export const journeyFeatureNames: readonly string[] = [
  'notes',
  'days_since_first',
  'days_since_last',
  'last_gap',
  'mean_gap',
  'longest_gap',
  'silence_against_mean_gap',
  ...windows.map((days) => `notes_in_${days}_days`),
  'concepts_in_last',
  'denied_in_last',
  ...signals.flatMap((signal) => [`${signal}_in_last`, `${signal}_before_last`, `${signal}_share`, `${signal}_lately`, `${signal}_trend`]),
];

/**
 * What a client's notes up to a day tell: how many, at which gaps, how long ago, and of each signal whether the last two say it, in which share
 * of notes it is, how much of it there was lately (half-life 60 days) and whether it grows. float32, NaN where a client has too few notes.
 */
export function journeyFeatures(moments: readonly JourneyMoment[]): Matrix {
  const columns = journeyFeatureNames.length;
  const data = new Float32Array(moments.length * columns);
  const told = new Map<HeardNote, ReadonlySet<Signal>>();
  const signalsOf = (note: HeardNote) => {
    const known = told.get(note) ?? signalsIn(note);
    told.set(note, known);
    return known;
  };
  for (const [row, { history, day }] of moments.entries()) data.set(featuresOf(notesUntil(history, day), day, signalsOf), row * columns);
  return { rows: moments.length, columns, data, names: journeyFeatureNames };
}

/** Notes that are dated and written by the end of the day. */
export function notesUntil({ notes }: ClientHistory, day: number): HeardNote[] {
  return notes.filter((note) => note.day <= day);
}

let signalOfId: ReadonlyMap<string, Signal> | undefined;

/** The signals that a note affirms, by the concepts of the bundled lexicon. */
export function signalsIn({ affirmed }: HeardNote): ReadonlySet<Signal> {
  signalOfId ??= new Map(
    bundledLexicon().concepts.flatMap((concept) => {
      const signal = signalOfConcept(concept);
      return signal ? [[concept.id, signal] as const] : [];
    }),
  );
  return new Set(affirmed.flatMap((id) => signalOfId?.get(id) ?? []));
}

function featuresOf(all: readonly HeardNote[], day: number, signalsOf: (note: HeardNote) => ReadonlySet<Signal>): number[] {
  const notes = all.slice(-mostNotes);
  const last = notes.at(-1);
  const gaps = notes.slice(1).map((note, i) => note.day - notes[i].day);
  const meanGap = mean(gaps);
  const silence = last ? day - last.day : Number.NaN;
  return [
    all.length,
    last ? day - all[0].day : Number.NaN,
    silence,
    gaps.at(-1) ?? Number.NaN,
    meanGap,
    gaps.length > 0 ? Math.max(...gaps) : Number.NaN,
    silence / Math.max(1, meanGap),
    ...windows.map((days) => all.filter((note) => day - note.day < days).length),
    last ? last.affirmed.length : Number.NaN,
    last ? last.denied.length : Number.NaN,
    ...signals.flatMap((signal) =>
      signalFeatures(
        notes.map((note) => Number(signalsOf(note).has(signal))),
        notes,
        day,
      ),
    ),
  ];
}

/** `said` holds for each note whether it says the signal. */
function signalFeatures(said: readonly number[], notes: readonly HeardNote[], day: number): number[] {
  const half = said.length >> 1;
  const lately = said.reduce((sum, value, i) => sum + value * 2 ** ((notes[i].day - day) / halfLife), 0);
  return [
    said.at(-1) ?? Number.NaN,
    said.at(-2) ?? Number.NaN,
    mean(said),
    lately,
    half > 0 ? mean(said.slice(said.length - half)) - mean(said.slice(0, half)) : Number.NaN,
  ];
}

function mean(values: readonly number[]): number {
  return values.length === 0 ? Number.NaN : values.reduce((sum, value) => sum + value, 0) / values.length;
}
