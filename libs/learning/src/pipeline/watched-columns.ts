import type { Column, TextColumn } from '../frame/column.js';
import { Frame } from '../frame/frame.js';
import type { Signature } from '../frame/signature.js';
import { textStatisticNames, textStatistics } from '../notes/text/statistics.js';

/**
 * A model's raw columns as they are watched and told of: of free texts, no two of which are the same, their statistics as number columns (`review: length`),
 * missing where the text is.
 */
export function watchedFrame({ inputs }: Pick<Signature, 'inputs'>, frame: Frame): Frame {
  const taken = new Set(inputs.map(({ name }) => name));
  return new Frame(
    inputs.flatMap(({ name, width }): Column[] => (width === undefined ? [frame.column(name)] : statisticsOf(frame.text(name), taken))),
  );
}

function statisticsOf({ name, codes, dictionary }: TextColumn, taken: Set<string>): Column[] {
  const known = new Map<number, readonly number[]>();
  const ofCode = (code: number) => {
    const statistics = known.get(code) ?? textStatistics(dictionary[code]);
    known.set(code, statistics);
    return statistics;
  };
  return textStatisticNames.map((statistic, i) => ({
    kind: 'number',
    name: freeName(`${name}: ${statistic}`, taken),
    values: Float64Array.from(codes, (code) => (code < 0 ? Number.NaN : ofCode(code)[i])),
  }));
}

/** The name, or where a column has it already, the name marked until none has. */
function freeName(name: string, taken: Set<string>): string {
  if (taken.has(name)) return freeName(`${name}*`, taken);
  taken.add(name);
  return name;
}
