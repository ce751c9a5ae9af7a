import type { Skipped } from '@atelier/contracts';
import { type Command, Option } from 'commander';
import { connect } from '../connection.js';
import { several } from '../notes/flags.js';
import { print, wantsJson } from '../terminal/output.js';
import { barsVisible, ProgressBar } from '../terminal/progress.js';
import { table } from '../terminal/table.js';
import { wholeNumber } from '../terminal/whole-number.js';

const presets = ['fast', 'elite', 'full', 'maximum_speed', 'balanced', 'maximum_accuracy'] as const;
const preset = () => new Option('--preset <name>', 'how much work goes into it').choices(presets).default('fast');

/** `atelier clients …`: what `atelier notes` does with files, on a platform. */
export function addClientCommands(program: Command): void {
  const group = program.command('clients').description('clients on the platform: made of notes, their columns, their models');
  addMake(group);
  addFeatures(group);
  addTrain(group);
}

interface MakeFlags {
  readonly labels?: string;
  readonly generateLabels?: number;
  readonly name?: string;
}

function addMake(group: Command): void {
  group
    .command('make')
    .description('make a dataset of clients, a row a client, out of one of notes')
    .argument('<notes_dataset_id>')
    .option('--labels <dataset_id>', 'a dataset with a row a client: client_id and labels')
    .option('--generate-labels <seed>', 'labels by rules from what the notes say, marked as generated', wholeNumber)
    .option('--name <name>', 'of the new dataset')
    .action(async (notesId: string, { labels, generateLabels: seed, name }: MakeFlags, command: Command) => {
      const answer = await connect(command).notes.makeClients({
        notes_dataset_id: notesId,
        ...(labels === undefined ? {} : { labels_dataset_id: labels }),
        ...(seed === undefined ? {} : { generate_labels: { seed } }),
        ...(name === undefined ? {} : { name }),
      });
      print(command, answer, () =>
        [
          `${answer.clients.toLocaleString('en-US')} clients of ${answer.notes.toLocaleString('en-US')} notes; labels: ${answer.labels}`,
          ...skippedLines(answer),
          `dataset_id ${answer.dataset_id}`,
        ].join('\n'),
      );
    });
}

/** What was passed over: each reason once, with the first place of it. */
export function skippedLines({
  skipped,
  skipped_counts,
}: {
  skipped: readonly Skipped[];
  skipped_counts: Readonly<Record<string, number>>;
}): string[] {
  return Object.entries(skipped_counts).map(([reason, count]) => {
    const first = skipped.find((each) => each.reason === reason);
    const place = first ? `, first in ${first.file}, row ${first.row}, ${first.field}` : '';
    return `${count.toLocaleString('en-US')} × ${reason}${place}`;
  });
}

function addFeatures(group: Command): void {
  group
    .command('features')
    .description("make a preset's columns for every client, as a dataset for feature views")
    .argument('<clients_dataset_id>')
    .addOption(preset())
    .option('--encoding-of <dataset_id>', 'take the words and pairs of columns that were made before')
    .option('--name <name>', 'of the new dataset')
    .action(
      async (clientsId: string, flags: { preset: (typeof presets)[number]; encodingOf?: string; name?: string }, command: Command) => {
        const answer = await connect(command).notes.makeFeatures({
          clients_dataset_id: clientsId,
          preset: flags.preset,
          ...(flags.encodingOf === undefined ? {} : { encoding_of: flags.encodingOf }),
          ...(flags.name === undefined ? {} : { name: flags.name }),
        });
        print(
          command,
          answer,
          () => `${answer.columns} columns of ${answer.clients.toLocaleString('en-US')} clients\ndataset_id ${answer.dataset_id}`,
        );
      },
    );
}

interface TrainFlags {
  readonly preset: (typeof presets)[number];
  readonly target?: string[];
  readonly seed: number;
  readonly deploy?: boolean;
}

function addTrain(group: Command): void {
  group
    .command('train')
    .description('train a model for each label, and wait for them')
    .argument('<clients_dataset_id>')
    .addOption(preset())
    .option('--target <names>', 'labels, with commas (default: all there are of purchased, churned, lifetime_value)', several)
    .option('--seed <number>', 'same seed, same models', wholeNumber, 0)
    .option('--deploy', 'put each into production under the name of its label')
    .action(async (clientsId: string, { preset: chosen, target, seed, deploy }: TrainFlags, command: Command) => {
      const platform = connect(command);
      const { jobs } = await platform.notes.train({ clients_dataset_id: clientsId, preset: chosen, targets: target, seed });
      const rows: Record<string, unknown>[] = [];
      for (const { target: label, job_id } of jobs) {
        const bar = new ProgressBar(barsVisible(wantsJson(command)));
        const job = await platform.training.finished(job_id, (progress) => bar.show(progress));
        bar.end();
        if (job.status !== 'completed')
          throw new Error(`The training of ${label} (job ${job_id}) has ${job.status}: ${job.error?.detail ?? ''}`);
        const model = deploy && (await platform.models.deploy({ training_job_id: job_id, model_name: label, promote_to_production: true }));
        const { roc_auc, r2 } = job.results?.evaluation ?? {};
        rows.push({
          target: label,
          job_id,
          metric: roc_auc === undefined ? 'r2' : 'roc_auc',
          score: roc_auc ?? r2,
          ...(model ? { model_id: model.model_id } : {}),
        });
      }
      print(command, { preset: chosen, models: rows }, () =>
        [
          table(
            ['target', 'metric', 'test clients'],
            rows.map((row) => [row.target as string, row.metric as string, row.score as number]),
          ),
          ...rows.map(({ job_id }) => `job ${job_id as string}`),
        ].join('\n'),
      );
    });
}
