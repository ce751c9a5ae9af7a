import { availableParallelism } from 'node:os';
import {
  type ClientModel,
  type ClientModels,
  clientModelFiles,
  type ClientOptions,
  clientPreset,
  clientPresetAliases,
  clientPresetNames,
  type ClientTarget,
  clientTargets,
  generatedLabelsWarning,
  targetTasks,
  trainClientModels,
} from '@atelier/learning';
import { type Command, Option } from 'commander';
import { attainableOf, metricNames } from '../notes/attainable.js';
import { digest, writeModelFiles } from '../notes/client-models-folder.js';
import { readConceptFolder } from '../notes/concept-folder.js';
import { share, targetNames } from '../notes/flags.js';
import { type LabelledClientFiles, readLabelledClients } from '../notes/labelled-clients.js';
import { lexiconFile, Remarks } from '../notes/read-files.js';
import { runGraph } from '../notes/run-graph.js';
import { inputDigests, libraryVersion } from '../notes/training-inputs.js';
import { print, wantsJson } from '../terminal/output.js';
import { barsVisible, ProgressBar } from '../terminal/progress.js';
import { table } from '../terminal/table.js';
import { wholeNumber } from '../terminal/whole-number.js';

interface TrainFlags {
  readonly notes: string;
  readonly labels?: string;
  readonly lexicon?: string;
  readonly concepts?: string;
  readonly preset: string;
  readonly target?: ClientTarget[];
  readonly tune: boolean;
  readonly testSize: number;
  readonly seed: number;
  readonly threads: number;
  readonly out: string;
}

/** `atelier notes train`. */
export function addTrainCommand(notes: Command): void {
  notes
    .command('train')
    .description('learn from notes who purchases, who leaves and what clients are worth')
    .requiredOption('--notes <file>', 'notes.csv: client_id, date, language, text')
    .option(
      '--labels <file>',
      'labels.csv: client_id and any of purchased, churned, lifetime_value (default: labels by rules, marked as such)',
    )
    .option('--lexicon <file>', 'lexicon.json (default: the bundled one)')
    .addOption(
      new Option('--preset <name>', 'how much work goes into it').choices([...clientPresetNames, ...clientPresetAliases]).default('elite'),
    )
    .option(
      '--target <names>',
      `what to predict, with commas, of ${clientTargets.join(', ')} (default: all that are labelled)`,
      targetNames,
    )
    .option(
      '--concepts <folder>',
      'a model of `atelier concepts train`, whose vectors the preset full then has (default: vectors without one)',
    )
    .option('--tune', 'search the hyper-parameters of every member first, by cross-validation on the training clients', false)
    .option('--test-size <share>', 'share of the clients that only judge', share, 0.2)
    .option('--seed <number>', 'same seed, same models', wholeNumber, 7)
    .option('--threads <number>', 'threads to learn with', wholeNumber, availableParallelism())
    .requiredOption('--out <folder>', 'where the models go; made if need be')
    .action(async (flags: TrainFlags, command: Command) => {
      const remarks = new Remarks();
      const features = await featureOptions(flags, remarks);
      const files = await readLabelledClients(flags, remarks);
      const models = await trained(files, features, flags, barsVisible(wantsJson(command)));
      const { clients, origin, synthetic } = files;
      const { seed, testSize } = flags;
      const written = await writeModelFiles(
        flags.out,
        clientModelFiles(models, {
          clients,
          seed,
          testSize,
          origin,
          synthetic,
          inputs: inputDigests(flags),
          libraryVersion,
          run: runGraph,
          digest,
        }),
      );
      print(command, { ...answerOf(models, files, flags), ...written, skipped: remarks.counts }, () =>
        reportOf(models, files, flags, remarks.lines),
      );
    });
}

async function featureOptions({ lexicon, concepts, preset }: TrainFlags, remarks: Remarks): Promise<ClientOptions> {
  if (concepts !== undefined && clientPreset(preset).name !== 'full')
    throw new Error(`The preset ${preset} has no vectors of concepts; --concepts goes with --preset full.`);
  return {
    ...(lexicon !== undefined && { lexicon: await lexiconFile(lexicon, remarks) }),
    ...(concepts !== undefined && { encoder: readConceptFolder(concepts).encoder }),
  };
}

async function trained(
  { clients }: LabelledClientFiles,
  features: ClientOptions,
  flags: TrainFlags,
  visible: boolean,
): Promise<ClientModels> {
  const bar = new ProgressBar(visible);
  const stop = new AbortController();
  const abort = () => stop.abort();
  process.once('SIGINT', abort);
  try {
    return await trainClientModels(clients, {
      preset: flags.preset,
      seed: flags.seed,
      testSize: flags.testSize,
      targets: flags.target,
      tune: flags.tune,
      threads: flags.threads,
      features,
      signal: stop.signal,
      onProgress: ({ phase, target, algorithm, done, total }) =>
        bar.show({ phase: [phase, target, algorithm].filter(Boolean).join(' '), iteration: done, total, metrics: {}, eta_seconds: null }),
    });
  } finally {
    process.off('SIGINT', abort);
    bar.end();
  }
}

function answerOf(models: ClientModels, { clients, origin, synthetic, attainable, notes }: LabelledClientFiles, { out }: TrainFlags) {
  return {
    folder: out,
    synthetic,
    labels: origin,
    ...(origin.source === 'generated' && { warning: generatedLabelsWarning }),
    preset: models.preset.name,
    clients: clients.ids.length,
    notes,
    columns: models.encoding.names.length,
    training_clients: models.split.train.length,
    test_clients: models.split.test.length,
    targets: models.targets.map(({ target, best, models: all }) => ({
      target,
      best,
      metric: targetTasks[target].metric,
      attainable: attainableOf(attainable, target),
      models: Object.fromEntries(all.map((model) => [model.name, model.evaluation])),
    })),
    left_out: models.leftOut,
  };
}

function reportOf(models: ClientModels, files: LabelledClientFiles, { out }: TrainFlags, remarks: readonly string[]): string {
  const { clients, origin, synthetic, attainable, notes } = files;
  const { preset, split, encoding, targets, leftOut } = models;
  const rows = targets.flatMap(({ target, best, models: all }) =>
    all.map((model) => [
      target,
      `${model.name}${model.name === best ? ' *' : ''}`,
      metricNames[targetTasks[target].metric],
      scoreOf(model, target),
      attainableOf(attainable, target),
    ]),
  );
  return [
    `${synthetic ? 'SYNTHETIC: ' : ''}${clients.ids.length.toLocaleString('en-US')} clients, ${notes.toLocaleString('en-US')} notes; preset ${preset.name} (${preset.alias}), ${encoding.names.length.toLocaleString('en-US')} columns; ${split.train.length.toLocaleString('en-US')} clients to learn from, ${split.test.length.toLocaleString('en-US')} to judge by`,
    ...(origin.source === 'generated' ? [generatedLabelsWarning] : []),
    table(['target', 'model (* to be used)', 'metric', 'test clients', 'attainable'], rows),
    ...leftOut.map(({ target, reason }) => `${target} was left out: ${reason}`),
    ...(remarks.length > 0 ? [['Of the files:', ...remarks.map((line) => `  ${line}`)].join('\n')] : []),
    `Written to ${out}`,
  ].join('\n\n');
}

function scoreOf({ evaluation }: ClientModel, target: ClientTarget): number | null {
  return evaluation.task === 'classification' ? evaluation.roc_auc : evaluation[targetTasks[target].metric as 'r2'];
}
