import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import {
  type ConceptModelSize,
  conceptModelSizes,
  defaultConceptTraining,
  type EpochMetrics,
  trainConceptModel,
  type TrainedConceptModel,
} from '@atelier/learning';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { sha256, writeConceptFolder } from '../notes/concept-folder.js';
import { lexiconFile, notesFile, Remarks } from '../notes/read-files.js';
import { print } from '../terminal/output.js';
import { barsVisible, ProgressBar } from '../terminal/progress.js';
import { table } from '../terminal/table.js';
import { wholeNumber } from '../terminal/whole-number.js';

interface TrainFlags {
  readonly notes: string;
  readonly lexicon?: string;
  readonly modelPath: string;
  readonly size: ConceptModelSize;
  readonly epochs: number;
  readonly batchSize: number;
  readonly learningRate: number;
  readonly seed: number;
  readonly threads: number;
}

/** `atelier concepts train`. */
export function addConceptsTrainCommand(concepts: Command): void {
  concepts
    .command('train')
    .description('learn vectors of concepts and words from a lexicon and notes, and write the model into a folder')
    .requiredOption('--notes <file>', 'notes.csv: client_id, date, language, text')
    .option('--lexicon <file>', 'lexicon.json (default: the bundled one)')
    .addOption(new Option('--size <name>', 'base: 128 dimensions; large: 384').choices(Object.keys(conceptModelSizes)).default('base'))
    .option('--epochs <number>', 'rounds through all aliases', wholeNumber, defaultConceptTraining.epochs)
    .option('--batch-size <number>', 'examples of one step', wholeNumber, defaultConceptTraining.batchSize)
    .option('--learning-rate <number>', 'length of the first steps', rate, defaultConceptTraining.learningRate)
    .option('--seed <number>', 'same seed, same model, whatever the number of threads', wholeNumber, defaultConceptTraining.seed)
    .option('--threads <number>', 'threads', wholeNumber, Math.min(4, availableParallelism()))
    .requiredOption('--model-path <folder>', 'where the model goes; made if need be')
    .action(async (flags: TrainFlags, command: Command) => {
      const remarks = new Remarks();
      const [notes, lexicon] = [await notesFile(flags.notes, remarks), await lexiconFile(flags.lexicon, remarks)];
      const started = performance.now();
      const bar = new ProgressBar(barsVisible(command.optsWithGlobals<{ json?: boolean }>().json));
      const onEpoch = ({ epoch, training, heldOut }: EpochMetrics) =>
        bar.show({
          iteration: epoch,
          total: flags.epochs,
          phase: 'epoch',
          metrics: { loss: training.loss, 'held-out accuracy': heldOut.accuracy },
          eta_seconds: ((performance.now() - started) / 1000 / epoch) * (flags.epochs - epoch),
        });
      const { size, epochs, batchSize, learningRate, seed } = flags;
      const trained = await trainConceptModel(
        lexicon,
        notes,
        { size, epochs, batchSize, learningRate, seed },
        { threads: flags.threads, onEpoch },
      );
      bar.end();
      const seconds = (performance.now() - started) / 1000;
      const data = {
        notes: notes.length,
        clients: new Set(notes.map(({ clientId }) => clientId)).size,
        notes_sha256: sha256(readFileSync(flags.notes)),
        lexicon_sha256: sha256(flags.lexicon === undefined ? JSON.stringify(lexicon) : readFileSync(flags.lexicon)),
        ...(notes.some(({ clientId }) => clientId.startsWith('synthetic')) && { synthetic: true }),
      };
      const files = await writeConceptFolder(flags.modelPath, trained, data);
      const final = trained.epochs[trained.epochs.length - 1];
      const answer = {
        folder: flags.modelPath,
        files,
        seconds,
        metrics: final,
        nearest_is_right: trained.nearestIsRight,
        data,
        skipped: remarks.counts,
      };
      print(command, answer, () => [trainingReport(trained, flags, seconds), ...remarks.lines].join('\n'));
    });
}

function trainingReport(
  { epochs, split, model, nearestIsRight, encoder }: TrainedConceptModel,
  { modelPath, size }: TrainFlags,
  seconds: number,
): string {
  const shown = epochs.filter(({ epoch }, i) => i === 0 || i === epochs.length - 1 || epoch % 5 === 0);
  const rows = shown.flatMap(({ epoch, training, heldOut }) => [
    [`${epoch}`, 'trained on', ...numbers(training)],
    ['', 'held out', ...numbers(heldOut)],
  ]);
  const { calibrating, judging, training } = split;
  const count = (value: number) => value.toLocaleString('en-US');
  return [
    `${size}: ${model.parts.lexicon.concepts.length} concepts and ${count(encoder.features.length)} words and parts of words in ${encoder.dimensions} dimensions, ${seconds.toFixed(1)} s`,
    table(['epoch', 'aliases', 'loss', 'accuracy', 'precision', 'recall', 'F1'], rows),
    `Of ${count(training.length + calibrating.length + judging.length)} aliases, ${count(training.length)} were trained on, ${count(calibrating.length)} calibrated, and ${count(judging.length)} judge: for ${(100 * nearestIsRight).toFixed(0)} % of these the nearest concept of all is theirs.`,
    `Written to ${modelPath}.`,
  ].join('\n');
}

function numbers({ loss, accuracy, precision, recall, f1 }: EpochMetrics['training']): string[] {
  return [loss, accuracy, precision, recall, f1].map((value) => value.toFixed(3));
}

function rate(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !(value > 0 && value <= 1)) throw new InvalidArgumentError('It is not a number above 0 and at most 1.');
  return value;
}
