import type { CleanRequest, SelectFeaturesRequest, SplitAnswer, SplitRequest } from '@atelier/contracts';
import type { Command } from 'commander';
import { connect } from '../connection.js';
import { print } from '../terminal/output.js';
import { table } from '../terminal/table.js';
import { dataGroup } from './data-group.js';
import { choice, given, numeric, outlierMethods, selectionMethods } from './preparation-flags.js';

const strategies = ['mean', 'median', 'mode', 'drop', 'forward_fill', 'backward_fill', 'knn', 'iterative', 'constant', 'none'];
const methods = ['holdout', 'k_fold', 'stratified', 'group', 'time_series'];
const tasks = ['classification', 'regression'];

/** `atelier data clean`, `split`, `select`. */
export function addDataPreparationCommands(program: Command): void {
  const group = dataGroup(program);
  addClean(group);
  addSplit(group);
  addSelect(group);
}

interface CleanFlags {
  readonly missing?: string;
  readonly indicator?: boolean;
  readonly fill?: string;
  readonly outliers?: string;
  readonly threshold?: number;
  readonly action?: string;
  readonly name?: string;
}

function addClean(group: Command): void {
  group
    .command('clean')
    .description('make a new table without gaps and outliers; the table itself stays')
    .argument('<dataset_id>')
    .addOption(choice('--missing <strategy>', 'missing cells (default: median)', strategies))
    .option('--indicator', 'a column for each column with missing cells that says where')
    .option('--fill <value>', 'what --missing constant fills with')
    .addOption(choice('--outliers <method>', 'find outliers (default: none)', outlierMethods))
    .option('--threshold <number>', 'interquartile ranges, standard deviations, or a share of rows', numeric)
    .addOption(choice('--action <action>', 'what is done to outliers (default: cap)', ['cap', 'drop', 'robust_scale']))
    .option('--name <name>', 'a name for the new table')
    .action(async (datasetId: string, flags: CleanFlags, command: Command) => {
      const asked = given({
        missing_strategy: flags.missing,
        missing_indicator: flags.indicator,
        fill_value: flags.fill === undefined ? undefined : fillValue(flags.fill),
        outlier_method: flags.outliers,
        outlier_threshold: flags.threshold,
        outlier_action: flags.action,
        name: flags.name,
      }) as Partial<CleanRequest>;
      const answer = await connect(command).data.clean({ ...asked, dataset_id: datasetId });
      print(command, answer, () => {
        const names = [...new Set([...Object.keys(answer.filled), ...Object.keys(answer.still_missing)])];
        const cells = names.map((name) => [name, answer.filled[name] ?? 0, answer.still_missing[name] ?? 0]);
        const gaps = names.length === 0 ? '' : `${table(['column', 'filled', 'still missing'], cells)}\n`;
        return `${gaps}outliers ${answer.outliers}\nrows ${answer.original_rows} → ${answer.cleaned_rows}\n${answer.message}\ndataset_id ${answer.cleaned_dataset_id}`;
      });
    });
}

function fillValue(text: string): number | string {
  return text.trim() !== '' && Number.isFinite(Number(text)) ? Number(text) : text;
}

interface SplitFlags {
  readonly target?: string;
  readonly test?: number;
  readonly validation?: number;
  readonly stratify?: boolean;
  readonly method?: string;
  readonly groups?: string;
  readonly time?: string;
  readonly folds?: number;
  readonly gap?: number;
  readonly seed?: number;
}

function addSplit(group: Command): void {
  group
    .command('split')
    .description('divide a table into parts for training, validation and test, or into folds: each a table of its own')
    .argument('<dataset_id>')
    .option('--target <column>', 'the column whose classes or quantiles are kept in proportion')
    .option('--test <share>', 'share of the rows for the test (default: 0.2)', numeric)
    .option('--validation <share>', 'share of the rows for validation (default: 0.1)', numeric)
    .option('--stratify', 'keep the target in proportion (default: for classes with rows enough)')
    .option('--no-stratify', 'do not')
    .addOption(choice('--method <method>', 'how to divide (default: holdout)', methods))
    .option('--groups <column>', 'equal values of it are never on two sides')
    .option('--time <column>', 'the oldest rows train, the newest test')
    .option('--folds <count>', 'for all methods but holdout (default: 5)', numeric)
    .option('--gap <rows>', 'for time_series: rows left out between training and test', numeric)
    .option('--seed <number>', 'same seed, same rows', numeric)
    .action(async (datasetId: string, flags: SplitFlags, command: Command) => {
      const { target, test, validation, ...rest } = flags;
      const asked = given({ target_column: target, test_size: test, validation_size: validation, ...rest }) as Partial<SplitRequest>;
      const answer = await connect(command).data.split({ ...asked, dataset_id: datasetId });
      print(command, answer, () => table(['part', 'rows', 'dataset_id'], partsOf(answer)));
    });
}

function partsOf(answer: SplitAnswer): (string | number | null)[][] {
  if (answer.folds.length > 0)
    return answer.folds.flatMap(({ fold, train_samples, test_samples, train_dataset_id, test_dataset_id }) => [
      [`fold ${fold} train`, train_samples, train_dataset_id],
      [`fold ${fold} test`, test_samples, test_dataset_id],
    ]);
  const parts = [
    ['train', answer.train_samples, answer.train_dataset_id],
    ['validation', answer.validation_samples, answer.validation_dataset_id],
    ['test', answer.test_samples, answer.test_dataset_id],
  ];
  return parts.filter(([, , id]) => id !== null);
}

function addSelect(group: Command): void {
  group
    .command('select')
    .description('find the columns that say most of the target')
    .argument('<dataset_id>')
    .requiredOption('--target <column>', 'the column to predict')
    .addOption(choice('--task <task>', 'what the target is', tasks).makeOptionMandatory())
    .addOption(choice('--method <method>', 'how to measure (default: mutual_info)', selectionMethods))
    .option('--features <count>', 'how many to keep (default: 10)', numeric)
    .action(async (datasetId: string, flags: { target: string; task: string; method?: string; features?: number }, command: Command) => {
      const asked = given({ method: flags.method, n_features: flags.features }) as Partial<SelectFeaturesRequest>;
      const task = flags.task as SelectFeaturesRequest['task_type'];
      const request = { ...asked, dataset_id: datasetId, target_column: flags.target, task_type: task };
      const answer = await connect(command).data.selectFeatures(request);
      const kept = new Set(answer.selected_features);
      print(command, answer, () =>
        table(
          ['column', 'importance', 'selected'],
          answer.feature_importance.map(({ feature, importance }) => [feature, importance, kept.has(feature) ? 'yes' : 'no']),
        ),
      );
    });
}
