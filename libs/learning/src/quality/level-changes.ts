import { changePoints } from '../statistics/change-points.js';

/** A place from which on the mean is another. */
export interface LevelChange {
  /** Of the first value of the new level. */
  readonly at: number;
  readonly before: number;
  readonly after: number;
}

/** Points that are looked at; longer series are averaged to so many. */
const mostPoints = 500;
const leastPoints = 20;
const mostChanges = 5;
/** Share of the points that a level lasts at least. */
const leastLength = 0.05;
/** A level differs by so many standard deviations within it, and levels leave so much less than a line does. */
const leastShift = 1;
const betterThanLine = 0.8;

/**
 * Where the level of a series changes for good, by PELT (`changePoints`) on up to 500 means; at most the five largest, in order of time. None
 * where a straight line tells the series as well: a trend has no steps.
 */
export function levelChanges(values: Float64Array): LevelChange[] {
  const width = Math.max(1, Math.ceil(values.length / mostPoints));
  const points = averaged(values, width);
  if (points.length < leastPoints) return [];
  const series = Float64Array.from(points, ({ value }) => value);
  const starts = changePoints(series, { minSize: Math.max(5, Math.ceil(leastLength * series.length)) });
  const segments = [0, ...starts].map((start, i, all) => series.subarray(start, all[i + 1] ?? series.length));
  const left = segments.reduce((sum, segment) => sum + spread(segment), 0);
  if (starts.length === 0 || left > betterThanLine * spreadAroundLine(series)) return [];
  const deviation = Math.sqrt(left / series.length);
  return starts
    .map((start, i) => ({ at: points[start].at, before: mean(segments[i]), after: mean(segments[i + 1]) }))
    .filter(({ before, after }) => Math.abs(after - before) > leastShift * deviation)
    .sort((a, b) => Math.abs(b.after - b.before) - Math.abs(a.after - a.before))
    .slice(0, mostChanges)
    .sort((a, b) => a.at - b.at);
}

/** Means of so many values each, without those that have none. */
function averaged(values: Float64Array, width: number): { at: number; value: number }[] {
  const points: { at: number; value: number }[] = [];
  for (let at = 0; at < values.length; at += width) {
    const known = values.subarray(at, at + width).filter((value) => !Number.isNaN(value));
    if (known.length > 0) points.push({ at, value: mean(known) });
  }
  return points;
}

function mean(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function spread(values: Float64Array): number {
  const middle = mean(values);
  return values.reduce((sum, value) => sum + (value - middle) ** 2, 0);
}

/** Squared distances from the line of least squares. */
function spreadAroundLine(values: Float64Array): number {
  const [middle, place] = [mean(values), (values.length - 1) / 2];
  let joint = 0;
  let places = 0;
  for (let at = 0; at < values.length; at++) {
    joint += (at - place) * (values[at] - middle);
    places += (at - place) ** 2;
  }
  return spread(values) - (joint * joint) / places;
}
