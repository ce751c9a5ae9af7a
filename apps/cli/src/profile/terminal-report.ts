import type { DatasetQuality, QualityFinding, TemporalProfile } from '@atelier/contracts';
import { table } from '../terminal/table.js';
import { boxOf, percent, type ProfiledColumn, sharesOf, shown } from './shapes.js';

export interface Profile {
  readonly format: string;
  readonly columns: readonly ProfiledColumn[];
  readonly quality: DatasetQuality;
}

const boxWidth = 17;
const longestValue = 18;
const longestName = 32;
const marks = { error: '✗', warning: '!', note: '·' } as const;
const steps = '▁▂▃▄▅▆▇█';

/** A table's profile as text: scores, columns with small charts, findings with what can be done, patterns in time. */
export function terminalReport({ format, columns, quality }: Profile, findings: number): string {
  const { rows, name } = quality;
  return [
    `${plain(name, 200)}: ${rows.toLocaleString('en-US')} rows × ${columns.length} columns, ${format}`,
    scores(quality),
    columnTable(columns, rows),
    findingList(quality.findings, findings),
    ...(quality.temporal ? [temporalText(quality.temporal)] : []),
  ].join('\n\n');
}

function scores({ score, completeness, consistency, validity }: DatasetQuality): string {
  const line = (name: string, value: number) => `  ${name.padEnd(13)} ${bar(value / 100, 20)} ${value.toFixed(1).padStart(5)}`;
  return [
    `Quality ${score.toFixed(1)} of 100`,
    line('completeness', completeness),
    line('consistency', consistency),
    line('validity', validity),
  ].join('\n');
}

function bar(share: number, width: number): string {
  const filled = Math.round(share * width);
  return '█'.repeat(filled) + '░'.repeat(width - filled);
}

function columnTable(columns: readonly ProfiledColumn[], rows: number): string {
  const lines = columns.map((column) => {
    const { name, type, role, missing, distinct } = column;
    return [
      plain(name, longestName),
      type,
      role === 'feature' ? '' : role,
      missing === 0 ? '' : percent(missing / rows),
      distinct,
      valuesOf(column, rows),
    ];
  });
  return table(['column', 'type', 'role', 'missing', 'distinct', 'values'], lines);
}

/** A box of quartiles between the least and the largest number, or bars of the most frequent values. */
function valuesOf(column: ProfiledColumn, rows: number): string {
  const box = boxOf(column);
  const { numeric, earliest, latest } = column;
  if (box && numeric) return `${boxText(box)}  ${shown(numeric.min)} … ${shown(numeric['50%'])} … ${shown(numeric.max)}`;
  if (earliest && latest) return `${earliest.slice(0, 10)} … ${latest.slice(0, 10)}`;
  return sharesOf(column, rows, 3)
    .map(({ value, share }) => `${plain(value, longestValue)} ${bar(share, 4)} ${percent(share)}`)
    .join('  ');
}

function boxText([low, middle, high]: readonly [number, number, number]): string {
  const at = (share: number) => Math.round(share * (boxWidth - 1));
  return Array.from({ length: boxWidth }, (_, place) =>
    place === at(middle) ? '┃' : place >= at(low) && place <= at(high) ? '▓' : '─',
  ).join('');
}

function findingList(findings: readonly QualityFinding[], most: number): string {
  if (findings.length === 0) return 'No flaw was found.';
  const count = (severity: QualityFinding['severity']) => findings.filter((finding) => finding.severity === severity).length;
  const heading = `Findings: ${(['error', 'warning', 'note'] as const).map((severity) => `${count(severity)} ${severity}${count(severity) === 1 ? '' : 's'}`).join(', ')}`;
  const left = findings.length - most;
  return [heading, ...findings.slice(0, most).map(findingText), ...(left > 0 ? [`  … and ${left} more (--all shows them)`] : [])].join(
    '\n',
  );
}

function findingText({ severity, message, examples, recommendation }: QualityFinding): string {
  const rows = examples.slice(0, 2).map(
    ({ row, values }) =>
      `row ${row}: ${Object.entries(values)
        .slice(0, 3)
        .map(([name, value]) => `${plain(name, 20)} = ${value === null ? '–' : plain(String(value), 30)}`)
        .join(', ')}`,
  );
  return [
    `  ${marks[severity]} ${plain(message, 400)}`,
    ...(rows.length > 0 ? [`      ${rows.join('; ')}`] : []),
    ...(recommendation ? [`      → ${recommendation.message} ${requestText(recommendation)}`] : []),
  ].join('\n');
}

function requestText({ method, path, body }: NonNullable<QualityFinding['recommendation']>): string {
  const text = JSON.stringify(body);
  return `${method} ${path} ${plain(text, 120)}`;
}

function temporalText({ column, hour_column, from, to, is_regular, points, expected_points, series }: TemporalProfile): string {
  const axis = [column, hour_column].flatMap((name) => (name === null ? [] : [plain(name, longestName)])).join(' and ');
  const gaps = expected_points !== null && expected_points > points ? `, ${expected_points - points} points missing` : '';
  const lines = series.map(({ column: name, trend, seasons, changes = [], outline }) => [
    name === null ? '(rows)' : plain(name, longestName),
    sparkline(outline.slice(-40)),
    trend === 'none' ? '–' : trend,
    seasons.map(({ season, strength, peak }) => `${season} ${percent(strength)}, peak ${peak}`).join('; '),
    changes.map(({ at, before, after }) => `${plain(at, 20)} ${before < after ? '↑' : '↓'} ${shown(before)} → ${shown(after)}`).join('; '),
  ]);
  const heading = `Over time: ${axis}, ${from.slice(0, 10)} to ${to.slice(0, 10)}, ${is_regular ? 'regular' : 'irregular'}${gaps}`;
  return `${heading}\n${table(['column', 'course', 'trend', 'seasons', 'new level'], lines)}`;
}

function sparkline(values: readonly (number | null)[]): string {
  const present = values.filter((value) => value !== null);
  const [least, most] = [Math.min(...present), Math.max(...present)];
  return values
    .map((value) => (value === null ? ' ' : steps[most > least ? Math.min(7, Math.floor(((value - least) / (most - least)) * 8)) : 3]))
    .join('');
}

/** Text of a file on one line, without what would move a terminal's cursor. */
function plain(text: string, most: number): string {
  const even = text.replace(/[\p{Cc}\p{Cf}]+/gu, ' ');
  return even.length > most ? `${even.slice(0, most - 1)}…` : even;
}
