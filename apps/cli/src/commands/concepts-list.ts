import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { SavedConceptModel } from '@atelier/learning';
import type { Command } from 'commander';
import { readConceptFolder } from '../notes/concept-folder.js';
import { print } from '../terminal/output.js';
import { table } from '../terminal/table.js';
import { wholeNumber } from '../terminal/whole-number.js';

/** `atelier concepts list`. */
export function addConceptsListCommand(concepts: Command): void {
  concepts
    .command('list')
    .description('the concept models in a folder; of one model its buckets, and with --near the concepts nearest to a text')
    .requiredOption('--model-path <folder>', "a model's folder, or a folder of such folders")
    .option('--near <text>', 'what the model makes of a word or phrase')
    .option('--count <number>', 'how many concepts', wholeNumber, 10)
    .action(({ modelPath, near, count }: { modelPath: string; near?: string; count: number }, command: Command) => {
      if (near !== undefined) return listNear(readConceptFolder(modelPath), near, count, command);
      const folders = foldersIn(modelPath);
      const models = folders.map((folder) => ({ folder, ...readConceptFolder(folder).metadata }));
      print(command, models, () =>
        table(
          ['folder', 'size', 'concepts', 'epochs', 'loss', 'held-out accuracy', 'notes', 'clients'],
          models.map(({ folder, configuration, parameters, metrics: { final }, data }) => [
            folder,
            configuration.size,
            parameters.concepts,
            configuration.epochs,
            final.training.loss,
            final.heldOut.accuracy,
            data.notes,
            data.clients,
          ]),
        ),
      );
    });
}

/** The folder itself where it is a model, else the models in it. */
function foldersIn(path: string): string[] {
  if (!existsSync(path) || existsSync(join(path, 'metadata.json'))) return [path];
  const found = readdirSync(path, { withFileTypes: true }).filter(
    (entry) => entry.isDirectory() && existsSync(join(path, entry.name, 'metadata.json')),
  );
  return found.length > 0 ? found.map(({ name }) => join(path, name)).sort() : [path];
}

function listNear({ model }: SavedConceptModel, text: string, count: number, command: Command): void {
  const nearest = model.nearest(text, count).map(({ concept: { id, label, bucket }, likeness }) => ({ id, label, bucket, likeness }));
  print(command, nearest, () =>
    table(
      ['concept', 'label', 'bucket', 'likeness'],
      nearest.map(({ id, label, bucket, likeness }) => [id, label, bucket, likeness]),
    ),
  );
}
