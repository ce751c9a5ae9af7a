import type { Frame } from '../../frame/frame.js';
import type { Label, Signature } from '../../frame/signature.js';
import type { PipelinePredictions } from '../pipeline.js';

/** How a group's rows differ from all in one raw column. */
export interface ColumnProfile {
  readonly name: string;
  /** Of a number column: the group's mean, and how many standard deviations of all rows it is from the mean of all. */
  readonly mean?: number;
  readonly difference?: number;
  /** Of a text column: the text whose share in the group is furthest above its share in all rows, and both shares. */
  readonly text?: string;
  readonly share?: number;
  readonly share_of_all?: number;
}

export interface GroupProfile {
  readonly group: Label;
  readonly rows: number;
  readonly share: number;
  /** What sets the group apart most, first. */
  readonly columns: readonly ColumnProfile[];
}

const mostColumns = 10;

/** The groups that were found in these rows, each by the raw columns in which it differs most from all rows. */
export function groupProfiles(
  { inputs, classes = [] }: Signature,
  frame: Frame,
  { codes = new Float64Array() }: PipelinePredictions,
): GroupProfile[] {
  const profilers = inputs.map(({ name, kind }) => (kind === 'number' ? numberProfiler(frame, name) : textProfiler(frame, name)));
  return classes.map((group, code) => {
    const rows = Array.from(codes.keys()).filter((row) => codes[row] === code);
    const ranked = rows.length > 0 ? profilers.flatMap((profile) => profile(rows) ?? []) : [];
    const columns = ranked
      .sort((a, b) => b.weight - a.weight)
      .slice(0, mostColumns)
      .map(({ profile }) => profile);
    return { group, rows: rows.length, share: codes.length > 0 ? rows.length / codes.length : 0, columns };
  });
}

type Profiler = (rows: readonly number[]) => { readonly weight: number; readonly profile: ColumnProfile } | undefined;

function numberProfiler(frame: Frame, name: string): Profiler {
  const { values } = frame.number(name);
  const all = momentsOf(Array.from(values));
  return (rows) => {
    const own = momentsOf(rows.map((row) => values[row]));
    if (!all || !own || !(all.deviation > 0)) return undefined;
    const difference = (own.mean - all.mean) / all.deviation;
    return { weight: Math.abs(difference), profile: { name, mean: own.mean, difference } };
  };
}

function momentsOf(values: readonly number[]): { mean: number; deviation: number } | undefined {
  const present = values.filter(Number.isFinite);
  if (present.length === 0) return undefined;
  const mean = present.reduce((sum, value) => sum + value / present.length, 0);
  return { mean, deviation: Math.sqrt(present.reduce((sum, value) => sum + (value - mean) ** 2 / present.length, 0)) };
}

function textProfiler(frame: Frame, name: string): Profiler {
  const { codes, dictionary } = frame.text(name);
  const sharesOf = (rows: readonly number[]) => {
    const counts = new Float64Array(dictionary.length);
    for (const row of rows) if (codes[row] >= 0) counts[codes[row]] += 1 / rows.length;
    return counts;
  };
  const all = sharesOf(Array.from(codes.keys()));
  return (rows) => {
    const own = sharesOf(rows);
    const best = own.reduce((at, share, code) => (share - all[code] > own[at] - all[at] ? code : at), 0);
    if (dictionary.length === 0 || own[best] <= all[best]) return undefined;
    // Shares differ by 1 at most, as much as two standard deviations of a half-and-half column.
    return { weight: 2 * (own[best] - all[best]), profile: { name, text: dictionary[best], share: own[best], share_of_all: all[best] } };
  };
}
