import { writeFile } from 'node:fs/promises';
import type { ExplainRequest, Explanations, ModelFileFormat } from '@atelier/contracts';
import type { EvaluationReport, GroupProfile, UnsupervisedReport } from '@atelier/learning';
import { type Command, Option } from 'commander';
import { connect } from '../connection.js';
import { jsonOf, rowsOfFile } from '../terminal/json-input.js';
import { print } from '../terminal/output.js';
import { table } from '../terminal/table.js';

type Features = NonNullable<ExplainRequest['features']>;
type ChartFormat = 'svg' | 'png';

/** `atelier evaluate`, `explain`, `export`. */
export function addEvaluationCommands(program: Command): void {
  program
    .command('evaluate')
    .description('show how good a trained model is, where it errs, and draw its charts')
    .argument('<job_id>')
    .option('--charts <folder>', 'write every chart there')
    .addOption(new Option('--format <format>', 'of the charts').choices(['svg', 'png']).default('svg'))
    .addOption(new Option('--theme <theme>', 'of the charts').choices(['light', 'dark']).default('light'))
    .action(async (jobId: string, flags: { charts?: string; format: ChartFormat; theme: 'light' | 'dark' }, command: Command) => {
      const answer = (await connect(command).training.report(jobId)) as unknown as EvaluationReport | UnsupervisedReport;
      if ('groups' in answer) return showGroups(command, answer, flags.charts);
      const report = answer;
      const written = flags.charts === undefined ? [] : await writeCharts(report, flags.charts, flags.format, flags.theme);
      print(command, report, () => [reportText(report), ...written.map((file) => `wrote ${file}`)].join('\n'));
    });

  program
    .command('explain')
    .description('say what each column added to the answers of a trained model')
    .argument('<job_id>')
    .option('--features <json>', 'one row: {"age": 31, "city": "Paris"}; what it leaves out is missing', jsonOf<Features>)
    .option('--rows <file>', 'up to 100 rows: a file of JSON lines')
    .option('--top <number>', 'columns to show of each row', Number, 10)
    .action(async (jobId: string, flags: { features?: Features; rows?: string; top: number }, command: Command) => {
      if ((flags.rows === undefined) === (flags.features === undefined)) throw new Error('Give either --features or --rows.');
      const request = flags.rows === undefined ? { features: flags.features } : { rows: rowsOfFile<Features>(flags.rows) };
      const answer = await connect(command).training.explain(jobId, request);
      print(command, answer, () => explanationsText(answer, flags.top));
    });

  program
    .command('export')
    .description('take a trained model away as a file')
    .argument('<job_id>')
    .addOption(
      new Option('--format <format>', 'onnx: for any runtime; xgboost, lightgbm: boosted trees for those libraries')
        .choices(['onnx', 'pipeline', 'xgboost', 'lightgbm'])
        .default('onnx'),
    )
    .requiredOption('--out <file>', 'where to write it')
    .action(async (jobId: string, { format, out }: { format: ModelFileFormat; out: string }, command: Command) => {
      const file = await connect(command).training.model(jobId, format);
      await writeFile(out, new Uint8Array(await file.arrayBuffer()));
      print(command, { file: out, bytes: file.size }, () => `wrote ${out} (${file.size.toLocaleString('en-US')} bytes)`);
    });
}

/** Drawing is loaded here: other commands need neither charts nor their fonts. */
async function writeCharts(report: EvaluationReport, folder: string, format: ChartFormat, theme: 'light' | 'dark'): Promise<string[]> {
  const { chartFiles } = await import('../terminal/chart-files.js');
  return await chartFiles(report, folder, format, theme);
}

/** The report of a model without a target. */
function showGroups(command: Command, report: UnsupervisedReport, charts: string | undefined): void {
  if (charts !== undefined) throw new Error('There are no charts of a model without a target; leave --charts out.');
  const metrics = Object.entries(report.metrics).map(([name, value]) => [name, value ?? 'undefined']);
  print(command, report, () =>
    [
      `on ${report.rows.toLocaleString('en-US')} test rows`,
      table(['metric', 'value'], metrics),
      table(
        [report.task === 'clustering' ? 'cluster' : 'anomaly', 'rows', 'share', 'what sets it apart'],
        report.groups.map((group) => [String(group.group), group.rows, group.share, apartText(group)]),
      ),
    ].join('\n\n'),
  );
}

function apartText({ columns }: GroupProfile): string {
  return columns
    .slice(0, 3)
    .map(({ name, mean, text, share }) =>
      text === undefined ? `${name} ${rounded(mean ?? 0)}` : `${name} ${text} ${rounded(100 * (share ?? 0))} %`,
    )
    .join(', ');
}

function reportText(report: EvaluationReport): string {
  const { rows, intervals, threshold, slices } = report;
  const parts = [
    `on ${rows.toLocaleString('en-US')} test rows`,
    table(
      ['metric', 'value', '95 % from', 'to'],
      Object.entries(intervals).map(([name, { value, low, high }]) => [name, value, low, high]),
    ),
  ];
  if (threshold)
    parts.push(
      `threshold for ${JSON.stringify(threshold.label)} by ${threshold.aim.by}, chosen on the ${threshold.source} rows: ${shown(threshold.threshold)}`,
      table(
        ['threshold', 'precision', 'recall', 'f1', 'accuracy'],
        [
          [shown(threshold.threshold), ...performance(threshold.judged_on)],
          ['0.5', ...performance(threshold.at_half)],
        ],
      ),
    );
  parts.push(
    slices.length === 0
      ? 'it errs no more in any part of the table than elsewhere'
      : `where it errs most\n${table(
          ['rows that have', 'rows', 'error', 'elsewhere'],
          slices.map((slice) => [slice.description, slice.rows, slice.error, slice.overall_error]),
        )}`,
  );
  return parts.join('\n\n');
}

function performance({ precision, recall, f1, accuracy }: NonNullable<EvaluationReport['threshold']>['at_half']): number[] {
  return [precision, recall, f1, accuracy];
}

function shown(threshold: number | null): string {
  return threshold === null ? 'none' : String(Number(threshold.toPrecision(4)));
}

const outputNames = { score: 'score', probability: 'probability', value: 'value' } as const;

function explanationsText({ space, explanations }: Explanations, top: number): string {
  return explanations
    .map(({ prediction, explained_class: explained, base, output, contributions }) => {
      const ofClass = explained === undefined ? '' : ` of ${JSON.stringify(explained)}`;
      const shownRows = contributions
        .slice(0, top)
        .map(({ feature, value, contribution }) => [feature, cellText(value), signed(contribution)]);
      const head = `prediction ${JSON.stringify(prediction)}: the ${outputNames[space]}${ofClass} is ${rounded(output)}, usually ${rounded(base)}`;
      return `${head}\n${table(['column', 'value', 'added'], shownRows)}`;
    })
    .join('\n\n');
}

function cellText(value: string | number | boolean | null): string {
  return value === null ? 'missing' : String(value);
}

function rounded(value: number): string {
  return String(Number(value.toPrecision(4)));
}

function signed(value: number): string {
  return `${value < 0 ? '−' : '+'}${rounded(Math.abs(value))}`;
}
