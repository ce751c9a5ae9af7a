import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { generateWorld, worldFiles } from '@atelier/learning';
import type { Command } from 'commander';
import { print } from '../terminal/output.js';
import { table } from '../terminal/table.js';
import { wholeNumber } from '../terminal/whole-number.js';
import { addBenchmarkCommand } from './notes-benchmark.js';
import { addEvaluateCommand } from './notes-evaluate.js';
import { addJourneysCommand } from './notes-journeys.js';
import { addPredictCommand } from './notes-predict.js';
import { addSegmentCommand } from './notes-segment.js';
import { addTrainCommand } from './notes-train.js';

/** `atelier notes …`. */
export function addNotesCommands(program: Command): void {
  const notes = program.command('notes').description('client notes: make a synthetic world, models of clients, segments, journeys');
  notes
    .command('generate')
    .description('write a synthetic world: notes, lexicon, concepts, keyword candidates and labels of clients who do not exist')
    .option('--clients <number>', 'how many clients', wholeNumber, 2000)
    .option('--seed <number>', 'same seed, same files', wholeNumber, 7)
    .requiredOption('--out <folder>', 'where the files go; made if need be')
    .action(async ({ clients, seed, out }: { clients: number; seed: number; out: string }, command: Command) => {
      const world = generateWorld({ clients, seed });
      const files = worldFiles(world);
      await mkdir(out, { recursive: true });
      await Promise.all(files.map(({ name, content }) => writeFile(join(out, name), content)));
      const { attainable } = world;
      const answer = { synthetic: true, folder: out, files: files.map(({ name }) => name), clients, notes: world.notes.length, attainable };
      print(command, answer, () =>
        [
          `SYNTHETIC: ${clients.toLocaleString('en-US')} clients, ${world.notes.length.toLocaleString('en-US')} notes, ${world.lexicon.concepts.length.toLocaleString('en-US')} concepts in ${out}`,
          table(
            ['attainable by one who saw the hidden traits', 'value'],
            [
              ['purchased, ROC AUC', attainable.purchaseAuc],
              ['churned, ROC AUC', attainable.churnAuc],
              ['lifetime_value, R²', attainable.valueR2],
              ['log lifetime_value, R²', attainable.logValueR2],
              ['stages, accuracy', attainable.stageAccuracy],
            ],
          ),
        ].join('\n'),
      );
    });
  addTrainCommand(notes);
  addEvaluateCommand(notes);
  addPredictCommand(notes);
  addBenchmarkCommand(notes);
  addSegmentCommand(notes);
  addJourneysCommand(notes);
}
