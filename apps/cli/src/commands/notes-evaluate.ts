import {
  bootstrapInterval,
  type ClientTarget,
  evaluate,
  type Evaluation,
  generatedLabelsWarning,
  type Interval,
  type Outcome,
  readClientTarget,
  type Target,
  targetTasks,
} from '@atelier/learning';
import type { Command } from 'commander';
import { attainableOf, metricNames } from '../notes/attainable.js';
import { ClientModelsFolder } from '../notes/client-models-folder.js';
import { targetNames } from '../notes/flags.js';
import { readLabelledClients } from '../notes/labelled-clients.js';
import { Remarks } from '../notes/read-files.js';
import { print } from '../terminal/output.js';
import { table } from '../terminal/table.js';

interface EvaluateFlags {
  readonly models: string;
  readonly notes: string;
  readonly labels: string;
  readonly target?: ClientTarget[];
  readonly each: boolean;
}

interface Judged {
  readonly target: ClientTarget;
  readonly model: string;
  readonly clients: number;
  readonly metric: 'roc_auc' | 'r2';
  readonly interval: Interval;
  readonly attainable: number | null;
  readonly evaluation: Evaluation;
}

/** `atelier notes evaluate`. */
export function addEvaluateCommand(notes: Command): void {
  notes
    .command('evaluate')
    .description('judge models by clients that they did not learn from')
    .requiredOption('--models <folder>', 'what `atelier notes train` wrote')
    .requiredOption('--notes <file>', 'notes.csv: client_id, date, language, text')
    .requiredOption('--labels <file>', 'labels.csv: client_id and any of purchased, churned, lifetime_value')
    .option('--target <names>', 'what to judge, with commas (default: all there are)', targetNames)
    .option('--each', 'judge every model, not only the one to be used', false)
    .action(async (flags: EvaluateFlags, command: Command) => {
      const remarks = new Remarks();
      const folder = new ClientModelsFolder(flags.models);
      const { metadata } = folder;
      const files = await readLabelledClients({ ...flags, seed: metadata.seed }, remarks);
      const learned = new Set(metadata.split.train);
      const unseen = Int32Array.from(Array.from(files.clients.ids.keys()).filter((row) => !learned.has(files.clients.ids[row])));
      if (unseen.length === 0) throw new Error(`The models learned from every client of ${flags.notes}; others are needed to judge by.`);
      const texts = Array.from(unseen, (row) => files.clients.texts[row]);
      const judged: Judged[] = [];
      for (const target of (flags.target ?? folder.targets) as ClientTarget[]) {
        const labels = { ...files.clients.labels, [target]: unseenOf(files.clients.labels[target], unseen) };
        const truth = readClientTarget(labels, target);
        const { metric } = targetTasks[target];
        for (const model of flags.each ? folder.modelsOf(target) : [metadata.best[target]?.split('/')[1]]) {
          const predictions = folder.scorer([target], model).score(texts).get(target) ?? new Float64Array();
          const outcome = outcomeOf(truth, predictions);
          judged.push({
            target,
            model,
            clients: truth.kept.length,
            metric,
            interval: bootstrapInterval(outcome, { metric, seed: metadata.seed, repeats: 500 }),
            attainable: attainableOf(files.attainable, target),
            evaluation: evaluate(outcome, { labels: truth.task === 'classification' ? truth.classes : undefined }),
          });
        }
      }
      const isGenerated = files.origin.source === 'generated' || metadata.labels.source === 'generated';
      const warning = isGenerated ? generatedLabelsWarning : undefined;
      const answer = { models: flags.models, preset: metadata.preset, synthetic: files.synthetic, ...(warning && { warning }), judged };
      print(command, { ...answer, skipped: remarks.counts }, () =>
        [
          `${files.synthetic ? 'SYNTHETIC: ' : ''}${unseen.length.toLocaleString('en-US')} clients that the models of preset ${metadata.preset} did not learn from`,
          ...(warning ? [warning] : []),
          reportOf(judged),
          ...(remarks.lines.length > 0 ? [['Of the files:', ...remarks.lines.map((line) => `  ${line}`)].join('\n')] : []),
        ].join('\n\n'),
      );
    });
}

function unseenOf(labels: Float64Array, rows: Int32Array): Float64Array {
  return Float64Array.from(rows, (row) => labels[row]);
}

/** The predictions are of all clients judged; the truth of those whose label is known. */
function outcomeOf(truth: Target, predictions: Float64Array): Outcome {
  const told = Float64Array.from(truth.kept, (row) => predictions[row]);
  if (truth.task === 'regression') return { task: 'regression', truth: truth.values, prediction: told };
  const proba = Float64Array.from({ length: 2 * told.length }, (_, i) => (i % 2 === 1 ? told[i >> 1] : 1 - told[i >> 1]));
  return {
    task: 'classification',
    classes: 2,
    truth: Float64Array.from(truth.codes),
    prediction: told.map((probability) => Number(probability > 0.5)),
    proba,
  };
}

function reportOf(judged: readonly Judged[]): string {
  return table(
    ['target', 'model', 'clients', 'metric', 'value', '95 % from', 'to', 'attainable', 'accuracy', 'MAE'],
    judged.map(({ target, model, clients, metric, interval, attainable, evaluation }) => [
      target,
      model,
      clients,
      metricNames[metric],
      interval.value,
      interval.low,
      interval.high,
      attainable,
      evaluation.task === 'classification' ? evaluation.accuracy : null,
      evaluation.task === 'regression' ? evaluation.mae : null,
    ]),
  );
}
