import { counted, type Finding, patchColumns, percent } from './finding.js';
import type { ColumnMeasurements, TableMeasurements, TextMeasurements, ValueCount } from './measurements.js';

/** As many odd values can be named as missing; more of them are a kind of their own. */
const fewValues = 20;
const shownGroups = 3;

/** Texts that are not of one kind or not written in one way. */
export function textFindings(table: TableMeasurements): Finding[] {
  return table.columns.flatMap((column) => {
    const { text } = column;
    if (!text || table.rows === column.missing) return [];
    const cells = (count: number) => ({
      columns: [column.name],
      count,
      share: count / (table.rows - column.missing),
      extent: count / table.rows / table.columns.length,
    });
    return [
      ...mixed(column, text, table.rows - column.missing, cells),
      ...spellings(column, text, cells),
      ...padded(column, text, cells),
      ...garbled(column, text, cells),
    ];
  });
}

type Cells = (count: number) => Pick<Finding, 'columns' | 'count' | 'share' | 'extent'>;

function mixed({ name, role }: ColumnMeasurements, text: TextMeasurements, present: number, cells: Cells): Finding[] {
  if (text.impossibleDates.length > 0) {
    const counts = cells(total(text.impossibleDates));
    const shown = listed(text.impossibleDates);
    return [
      {
        ...counts,
        kind: 'impossible_dates',
        severity: 'warning',
        message: `${name} holds dates, but ${counted(counts.count, 'row has', 'rows have')} one that never was: ${shown}${ending(text.impossibleDates)}`,
        recommendation: patchColumns('Read dates and take these for missing.', [name], {
          type: 'datetime',
          missing_tokens: values(text.impossibleDates),
        }),
      },
    ];
  }
  const odd = present - text.numeric;
  if (role === 'identifier' || text.numeric * 2 < present || odd <= 0) return [];
  const isFew = text.notNumeric.length > 0 && text.notNumeric.length <= fewValues && odd * 10 < present;
  const shown = text.notNumeric.length > 0 ? `: ${listed(text.notNumeric)}` : '';
  return [
    {
      ...cells(odd),
      kind: 'mixed_types',
      severity: 'warning',
      message: `${name} is a number in ${percent(text.numeric / present)} of the rows, but not in ${counted(odd, 'row')}${shown}${ending(text.notNumeric)}`,
      recommendation: isFew
        ? patchColumns('Read numbers and take the others for missing.', [name], { type: 'float', missing_tokens: values(text.notNumeric) })
        : patchColumns('Treat it as a code, which is no quantity.', [name], { type: 'identifier' }),
    },
  ];
}

function spellings({ name }: ColumnMeasurements, { spellings: groups }: TextMeasurements, cells: Cells): Finding[] {
  if (groups.length === 0) return [];
  const rarer = groups.flatMap(([, ...others]) => others);
  const shown = groups.slice(0, shownGroups).map((group) => group.map(({ value }) => JSON.stringify(value)).join(' and '));
  const replace = Object.fromEntries(groups.flatMap(([first, ...others]) => others.map(({ value }) => [value, first.value])));
  return [
    {
      ...cells(total(rarer)),
      kind: 'inconsistent_spellings',
      severity: 'warning',
      message: `${name} writes ${counted(groups.length, 'value')} in several ways: ${shown.join('; ')}${groups.length > shownGroups ? ' …' : '.'}`,
      recommendation: patchColumns('Write each as it is written most often.', [name], { replace }),
    },
  ];
}

function padded({ name, role }: ColumnMeasurements, { padded: count }: TextMeasurements, cells: Cells): Finding[] {
  if (count === 0) return [];
  return [
    {
      ...cells(count),
      kind: 'padded_texts',
      severity: role === 'feature' ? 'note' : 'warning',
      message: `${name} has blanks before or after the text in ${counted(count, 'row')}.`,
      recommendation: patchColumns('Remove them.', [name], { trim: true }),
    },
  ];
}

function garbled({ name }: ColumnMeasurements, { garbled: count }: TextMeasurements, cells: Cells): Finding[] {
  if (count === 0) return [];
  const message = `${name} has signs of a wrong encoding in ${counted(count, 'row')} (as Ã¼ for ü): save the source as UTF-8 and upload it again.`;
  return [{ ...cells(count), kind: 'garbled_texts', severity: 'warning', message, recommendation: null }];
}

function total(counts: readonly ValueCount[]): number {
  return counts.reduce((sum, { count }) => sum + count, 0);
}

function values(counts: readonly ValueCount[]): string[] {
  return counts.map(({ value }) => value);
}

function listed(counts: readonly ValueCount[]): string {
  const shown = counts.slice(0, 5).map(({ value }) => JSON.stringify(value.length > 40 ? `${value.slice(0, 40)}…` : value));
  return `${shown.join(', ')}${counts.length > 5 ? ' …' : ''}`;
}

/** Of a sentence whose list may have been cut. */
function ending(counts: readonly ValueCount[]): string {
  return counts.length > 5 ? '' : '.';
}
