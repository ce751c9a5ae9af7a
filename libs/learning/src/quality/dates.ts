import { counted, type Finding, patchColumns, percent } from './finding.js';
import type { ColumnMeasurements, DateMeasurements, TableMeasurements, TimeMeasurements } from './measurements.js';

/** Rows that come in order but for a few are meant to be in order. */
const mostlyOrdered = 0.05;

/** Dates that cannot be, dates that can be read in two ways, and holes and disorder in time. */
export function dateFindings(table: TableMeasurements): Finding[] {
  const ofColumns = table.columns.flatMap((column) => (column.date ? ofDates(column, column.date, table) : []));
  return table.time ? [...ofColumns, ...gaps(table.time), ...disorder(table.time)] : ofColumns;
}

function ofDates({ name, missing }: ColumnMeasurements, date: DateMeasurements, { rows, columns }: TableMeasurements): Finding[] {
  const present = rows - missing;
  const cells = (count: number) => ({ columns: [name], count, share: count / present, extent: count / rows / columns.length });
  const whole = { columns: [name], count: present, share: 1, extent: 1 / columns.length };
  const found: Finding[] = [];
  const outside = (kind: 'future_dates' | 'ancient_dates', count: number, message: string, range: object) => {
    const recommendation = patchColumns('Take them for missing.', [name], { range });
    if (count > 0)
      found.push({
        ...cells(count),
        kind,
        severity: 'warning',
        message: `${name} ${message} in ${counted(count, 'row')}.`,
        recommendation,
      });
  };
  outside('future_dates', date.future, `lies in the future (up to ${date.latest?.slice(0, 10)})`, { max: 'today' });
  outside('ancient_dates', date.ancient, `is longer ago than can be (from ${date.earliest?.slice(0, 10)})`, { min: '1900-01-02' });
  for (const [day, count] of Object.entries(date.placeholders)) {
    const message = `${name} is ${day} in ${counted(count, 'row')} (${percent(count / present)}), which programs write when they know no date.`;
    const recommendation = patchColumns('Take it for missing.', [name], { replace: { [day]: null } });
    found.push({ ...cells(count), kind: 'placeholder_dates', severity: 'warning', message, recommendation });
  }
  if (date.alternatives.length > 0) {
    const message = `${name} was read as ${date.format}, but ${date.alternatives.join(' and ')} would fit every row as well.`;
    const recommendation = patchColumns('If that is how it was meant, read it so.', [name], {
      type: 'datetime',
      format: date.alternatives[0],
    });
    found.push({ ...whole, kind: 'ambiguous_dates', severity: 'warning', message, recommendation });
  }
  if (date.format && /(^|[^y])yy$/.test(date.format)) {
    const message = `${name} writes years with two digits; they were read as ${date.earliest?.slice(0, 4)} to ${date.latest?.slice(0, 4)}.`;
    found.push({ ...whole, kind: 'two_digit_years', severity: 'note', message, recommendation: null });
  }
  return found;
}

function gaps({ column, hourColumn, points, expected, stepDays, gaps: first }: TimeMeasurements): Finding[] {
  if (expected === null || stepDays === null || expected <= points) return [];
  const count = expected - points;
  const share = count / expected;
  const where = first.slice(0, 2).map(({ from, to, missing }) => `${missing} between ${from} and ${to}`);
  return [
    {
      kind: 'time_gaps',
      severity: share > 0.05 ? 'warning' : 'note',
      columns: hourColumn === null ? [column] : [column, hourColumn],
      count,
      share,
      extent: share,
      message: `${counted(count, 'point')} in time ${count === 1 ? 'is' : 'are'} missing of one every ${inWords(stepDays)} (${percent(share)}): ${where.join(', ')}${first.length > 2 ? ' …' : '.'}`,
      recommendation: null,
    },
  ];
}

function disorder({ column, earlierThanBefore, rows }: TimeMeasurements): Finding[] {
  const share = earlierThanBefore / Math.max(1, rows - 1);
  if (earlierThanBefore === 0 || share > mostlyOrdered) return [];
  return [
    {
      kind: 'time_disorder',
      severity: 'warning',
      columns: [column],
      count: earlierThanBefore,
      share,
      extent: share,
      message: `The rows are in the order of ${column}, but ${counted(earlierThanBefore, 'row is', 'rows are')} earlier than the one before.`,
      recommendation: { message: 'Sort the rows by it.', step: 'patch', body: { sort_by: column } },
    },
  ];
}

/** A span of time: `hour`, `7 days`. */
export function inWords(stepDays: number): string {
  const units = [
    ['week', 7],
    ['day', 1],
    ['hour', 1 / 24],
    ['minute', 1 / 1440],
    ['second', 1 / 86_400],
  ] as const;
  for (const [unit, days] of units) {
    const count = stepDays / days;
    if (count > 0.999 && Math.abs(count - Math.round(count)) < 0.001)
      return Math.round(count) === 1 ? unit : `${Math.round(count)} ${unit}s`;
  }
  return `${Number(stepDays.toPrecision(3))} days`;
}
