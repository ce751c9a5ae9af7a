import type { NextTemporalFeatures, TemporalPlanRequest } from '@atelier/contracts';
import type { Command } from 'commander';
import { connect } from '../connection.js';
import { fileText } from '../terminal/files.js';
import { jsonOf } from '../terminal/json-input.js';
import { print } from '../terminal/output.js';
import { table } from '../terminal/table.js';
import { addFeatureStoreCommands } from './feature-store.js';
import { given } from './preparation-flags.js';

interface PlanFlags {
  readonly plan?: string;
  readonly date?: string;
  readonly id?: string;
  readonly value?: readonly string[];
  readonly lags?: readonly number[];
  readonly windows?: readonly number[];
  readonly country?: string;
  readonly region?: string;
  readonly timeZone?: string;
  readonly exclude?: readonly string[];
}

/** `atelier features plan|apply|next`. */
export function addFeatureCommands(program: Command): void {
  const features = program.command('features').description('the feature store, and features of dates and of what was known before them');
  addFeatureStoreCommands(features);
  withPlan(features.command('plan').description('show what a plan makes of a table, without making it'))
    .option('--all', 'each feature in a line of its own')
    .action(async (datasetId: string, { all, ...flags }: PlanFlags & { all?: boolean }, command: Command) => {
      const answer = await connect(command).temporalFeatures.plan(datasetId, planOf(flags));
      const rows = answer.features.map(({ name, type, description }) => [name, type, description]);
      const text = () => (all ? table(['feature', 'type', 'says'], rows) : groupTable(answer.features));
      print(command, answer, () => `${answer.features.length} features\n${text()}`);
    });
  withPlan(features.command('next').description('tell the features of rows to come, from the history that a table is'))
    .requiredOption(
      '--rows <json>',
      `their ids and dates, such as '[{"shop": "Berlin", "day": "2026-01-01"}]'`,
      jsonOf<NextTemporalFeatures['rows']>,
    )
    .action(async (datasetId: string, { rows, ...flags }: PlanFlags & { rows: NextTemporalFeatures['rows'] }, command: Command) => {
      const answer = await connect(command).temporalFeatures.next(datasetId, planOf(flags), rows);
      const names = Object.keys(answer.rows[0]);
      print(command, answer, () =>
        table(
          ['feature', ...rows.map((_, at) => `row ${at}`)],
          names.map((name) => [name, ...answer.rows.map((row) => String(row[name] ?? ''))]),
        ),
      );
    });
  withPlan(features.command('apply').description('make a table with the features of a plan'))
    .option('--name <name>', 'a name for the new table; made from that of the old one otherwise')
    .action(async (datasetId: string, { name, ...flags }: PlanFlags & { name?: string }, command: Command) => {
      const made = await connect(command).temporalFeatures.make(datasetId, planOf(flags), given({ name }));
      const size = `${made.rows.toLocaleString('en-US')} rows × ${made.columns} columns, ${made.features.length} of them new`;
      print(command, made, () => `${made.name}: ${size}\ndataset_id ${made.dataset_id}\nnext: atelier train ${made.dataset_id}`);
    });
}

function withPlan(command: Command): Command {
  return command
    .argument('<dataset_id>')
    .option('--plan <file>', 'a plan as JSON, with all that it can say; other options overrule it')
    .option('--date <column>', 'the column that holds the dates')
    .option('--id <column>', 'whose history a row belongs to')
    .option('--value <column...>', 'number columns whose past is described')
    .option('--lags <rows>', 'such as 1,7,30', wholeNumbers)
    .option('--windows <rows>', 'of rolling statistics, such as 7,30', wholeNumbers)
    .option('--country <code>', 'whose public holidays count, such as DE')
    .option('--region <code>', 'a state of the country, such as BY')
    .option('--time-zone <zone>', 'in which days begin, such as Europe/Berlin; UTC otherwise')
    .option('--exclude <groups>', 'families to leave out, such as fourier,ewm', (text: string) => text.split(','));
}

function planOf({ plan, date, id, value, lags, windows, country, region, timeZone, exclude }: PlanFlags): TemporalPlanRequest {
  const filed = plan === undefined ? {} : jsonOf<Partial<TemporalPlanRequest>>(fileText(plan));
  const flags = { date_column: date, id_column: id, value_columns: value, lags, windows, country, region, time_zone: timeZone, exclude };
  const whole = { value_columns: [], ...filed, ...given(flags) } as Partial<TemporalPlanRequest>;
  if (whole.date_column === undefined) throw new Error('Name the column that holds the dates: --date COLUMN.');
  // The platform checks what the flags and the file say.
  return whole as TemporalPlanRequest;
}

function wholeNumbers(text: string): number[] {
  return text.split(',').map(Number);
}

function groupTable(features: readonly { readonly column: string; readonly group: string; readonly name: string }[]): string {
  const groups = Object.groupBy(features, ({ column, group }) => `${column} ${group}`);
  const rows = Object.values(groups).map((members = []) => {
    const names = members.map(({ name, column }) => name.slice(column.length + 1)).join(' ');
    return [members[0].column, members[0].group, members.length, names.length > 90 ? `${names.slice(0, 89)}…` : names];
  });
  return table(['column', 'group', 'features', 'names'], rows);
}
