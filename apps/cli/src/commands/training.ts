import type { CompareRequest, Comparison, ModelTask, TaskType, TrainingJob, TrainRequest } from '@atelier/contracts';
import type { Command } from 'commander';
import { InvalidArgumentError, Option } from 'commander';
import { connect } from '../connection.js';
import { type PreparationFlags, preparationOf, withPreparation } from './preparation-flags.js';
import { jsonOf } from '../terminal/json-input.js';
import { print, wantsJson } from '../terminal/output.js';
import { barsVisible, ProgressBar } from '../terminal/progress.js';
import { metricsTable } from '../terminal/metrics.js';
import { table } from '../terminal/table.js';

interface TrainFlags extends PreparationFlags {
  readonly target?: string;
  readonly labels?: string;
  readonly service?: { readonly name: string; readonly version?: number };
  readonly time?: string;
  readonly task: ModelTask;
  readonly algorithm: string;
  readonly set: TrainRequest['hyperparameters'];
  readonly earlyStopping?: boolean;
  readonly classWeights?: TrainRequest['class_weights'];
  readonly weightColumn?: string;
  readonly calibration?: string;
  readonly pca?: number;
  readonly seed?: number;
}

function service(text: string): TrainFlags['service'] {
  const parts = /^([^@]+)(?:@v?(\d+))?$/.exec(text);
  if (!parts) throw new InvalidArgumentError('Write NAME or NAME@VERSION.');
  return { name: parts[1], ...(parts[2] === undefined ? {} : { version: Number(parts[2]) }) };
}

function timeOf({ time }: TrainFlags): string {
  if (time === undefined) throw new Error('Name the column that says when each label was asked: --time COLUMN.');
  return time;
}

/** `atelier compare`, `train`, `job`, `algorithms`. */
export function addTrainingCommands(program: Command): void {
  program
    .command('compare')
    .description('compare algorithms by cross-validation')
    .argument('<dataset_id>')
    .requiredOption('--target <column>', 'the column to predict')
    .requiredOption('--task <task>', 'classification or regression', task)
    .requiredOption(
      '--models <models>',
      'algorithms, comma-separated; or JSON: ["ridge", {"algorithm", "hyperparameters"}]',
      comparedModels,
    )
    .option('--cv <folds>', 'number of folds', number, 5)
    .action(
      async (
        datasetId: string,
        flags: { target: string; task: TaskType; models: CompareRequest['models']; cv: number },
        command: Command,
      ) => {
        const answer = await connect(command).training.compare({
          dataset_id: datasetId,
          target_column: flags.target,
          task_type: flags.task,
          models: flags.models,
          cv: flags.cv,
        });
        print(command, answer, () =>
          table(
            ['model', answer.metric, '±'],
            answer.comparison.map((row) => [comparedName(row), row.mean_score, row.std_score]),
          ),
        );
      },
    );

  withPreparation(program.command('train'))
    .description('train a model and follow its progress')
    .argument('<dataset_id>')
    .option('--target <column>', 'the column to predict')
    .option('--labels <column>', 'without a target: what is true of each row, to compare with what was found')
    .requiredOption('--task <task>', 'classification, regression, clustering or anomaly_detection', modelTask)
    .requiredOption('--algorithm <name>', 'see `atelier algorithms`')
    .option(
      '--service <name>',
      'a feature service, NAME or NAME@VERSION: the dataset holds labels, its features are joined to them',
      service,
    )
    .option('--time <column>', 'with --service: the column of the labels that says when each was asked')
    .option('--set <name=value>', 'a hyper-parameter; may be repeated', setting, {})
    .option('--class-weights <weights>', 'balanced, or {"label": weight, …}', classWeights)
    .option('--weight-column <column>', 'a column of numbers: how much each row counts')
    .option('--pca <components>', 'number columns become so many principal components, or a share of variance below 1', number)
    .addOption(
      new Option('--calibration <method>', 'brings probabilities in line with how often they come true').choices(['sigmoid', 'isotonic']),
    )
    .option('--early-stopping', 'stop when the validation part no longer gains')
    .option('--seed <number>', 'same seed, same model', number)
    .action(async (datasetId: string, flags: TrainFlags, command: Command) => {
      const { training } = connect(command);
      const { target, labels, task, algorithm, set, earlyStopping, seed, classWeights, weightColumn, calibration, pca } = flags;
      if (target === undefined && isSupervised(task)) throw new Error(`Give the column to predict: --target COLUMN.`);
      const request = {
        dataset_id: datasetId,
        ...(target === undefined ? {} : { target_column: target }),
        ...(labels === undefined ? {} : { label_column: labels }),
        task_type: task,
        algorithm,
        hyperparameters: set,
        early_stopping: earlyStopping ?? false,
        ...(classWeights === undefined ? {} : { class_weights: classWeights }),
        ...(weightColumn === undefined ? {} : { weight_column: weightColumn }),
        ...(pca === undefined ? {} : { reduction: { method: 'pca' as const, components: pca, whiten: false } }),
        ...(calibration === undefined ? {} : { calibration: calibration as TrainRequest['calibration'] }),
        ...(flags.service === undefined ? {} : { feature_service: { ...flags.service, timestamp_column: timeOf(flags) } }),
        ...preparationOf(flags),
      };
      const { job_id } = await training.start(seed === undefined ? request : { ...request, seed });
      const bar = new ProgressBar(barsVisible(wantsJson(command)));
      const leave = () => {
        bar.end();
        process.stderr.write(`\nThe job goes on: atelier job ${job_id}; to end it: atelier cancel ${job_id}\n`);
        process.exit(130);
      };
      process.once('SIGINT', leave);
      const job = await training.finished(job_id, (progress) => bar.show(progress));
      process.removeListener('SIGINT', leave);
      bar.end();
      print(command, job, () => jobText(job));
      if (job.status !== 'completed') process.exitCode = 1;
    });

  program
    .command('job')
    .description('show a training job')
    .argument('<job_id>')
    .action(async (jobId: string, _: unknown, command: Command) => {
      const job = await connect(command).training.job(jobId);
      print(command, job, () => jobText(job));
    });

  program
    .command('jobs')
    .description('list the training jobs, the newest first')
    .action(async (_: unknown, command: Command) => {
      const jobs = await connect(command).training.jobs();
      print(command, jobs, () =>
        table(
          ['job_id', 'algorithm', 'target', 'status', 'created'],
          jobs.map((job) => [job.job_id, job.algorithm, job.target_column, job.status, job.created_at]),
        ),
      );
    });

  program
    .command('cancel')
    .description('end a training job')
    .argument('<job_id>')
    .action(async (jobId: string, _: unknown, command: Command) => {
      const answer = await connect(command).training.cancel(jobId);
      print(command, answer, () => answer.message);
    });

  program
    .command('algorithms')
    .description('list the algorithms, or the hyper-parameters of one')
    .argument('[name]')
    .action(async (name: string | undefined, _: unknown, command: Command) => {
      const algorithms = await connect(command).algorithms();
      const chosen = algorithms.find((algorithm) => algorithm.name === name);
      if (name !== undefined && !chosen)
        throw new Error(`There is no algorithm "${name}"; there are ${algorithms.map((a) => a.name).join(', ')}.`);
      print(command, chosen ?? algorithms, () =>
        chosen
          ? table(
              ['parameter', 'type', 'default', 'what it does'],
              Object.entries(chosen.parameters).map(([key, p]) => [key, p.type, String(p.default), p.doc]),
            )
          : table(
              ['algorithm', 'tasks', 'summary'],
              algorithms.map((a) => [a.name, a.tasks.join(', '), a.summary]),
            ),
      );
    });
}

function jobText(job: TrainingJob): string {
  if (job.error) return `job ${job.job_id} ${job.status}: ${job.error.detail} (${job.error.code})`;
  const metrics = job.results ? [metricsTable(job.results.evaluation)] : [];
  const next = job.status === 'completed' ? [`next: atelier deploy ${job.job_id} --name MODEL --promote`] : [];
  return [`job ${job.job_id} ${job.status}`, ...metrics, ...next].join('\n');
}

/** `logistic, lightgbm`, or a JSON list whose entries may have hyper-parameters. */
function comparedModels(text: string): CompareRequest['models'] {
  return /^\s*\[/.test(text) ? jsonOf<CompareRequest['models']>(text) : text.split(',').map((name) => name.trim());
}

function comparedName({ model, hyperparameters = {} }: Comparison['comparison'][number]): string {
  const settings = Object.entries(hyperparameters).map(([name, value]) => `${name}=${JSON.stringify(value)}`);
  return [model, ...settings].join(' ');
}

function modelTask(text: string): ModelTask {
  if (isSupervised(text) || text === 'clustering' || text === 'anomaly_detection') return text;
  throw new InvalidArgumentError('It is classification, regression, clustering or anomaly_detection.');
}

function isSupervised(text: string): text is TaskType {
  return text === 'classification' || text === 'regression';
}

function task(text: string): TaskType {
  if (isSupervised(text)) return text;
  throw new InvalidArgumentError('It is classification or regression.');
}

function number(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value)) throw new InvalidArgumentError('It must be a number.');
  return value;
}

/** `num_leaves=63` → {num_leaves: 63}; true, false, null, numbers and JSON (`members=["ridge","lightgbm"]`) are read as such. */
function setting(text: string, previous: TrainFlags['set']): TrainFlags['set'] {
  const at = text.indexOf('=');
  if (at < 1) throw new InvalidArgumentError('Write it as name=value.');
  return { ...previous, [text.slice(0, at)]: settingValue(text.slice(at + 1)) };
}

function settingValue(value: string): TrainFlags['set'][string] {
  const words: Record<string, boolean | null> = { true: true, false: false, null: null };
  if (Object.hasOwn(words, value)) return words[value];
  if (/^\s*[[{]/.test(value)) return jsonOf<TrainFlags['set'][string]>(value);
  return value.trim() !== '' && Number.isFinite(Number(value)) ? Number(value) : value;
}

function classWeights(text: string): TrainRequest['class_weights'] {
  return text === 'balanced' ? text : jsonOf<Record<string, number>>(text);
}
