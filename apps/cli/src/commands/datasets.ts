import { basename } from 'node:path';
import type { Command } from 'commander';
import { connect } from '../connection.js';
import { fileContent } from '../terminal/files.js';
import { print } from '../terminal/output.js';
import { table } from '../terminal/table.js';

/** `atelier upload`, `datasets`, `inspect`. */
export function addDatasetCommands(program: Command): void {
  program
    .command('upload')
    .description('upload a table: CSV, TSV, Excel (.xlsx), JSON lines or Parquet, plain or gzipped')
    .argument('<file>')
    .option('--target <column>', 'the column to predict')
    .option('--name <name>', 'a name for it; the file name otherwise')
    .option('--sheet <sheet>', 'of a workbook, the sheet to read; the first with cells otherwise')
    .action(async (file: string, { target, name, sheet }: { target?: string; name?: string; sheet?: string }, command: Command) => {
      const content = await fileContent(file);
      const answer = await connect(command).datasets.upload({ content, fileName: basename(file), name, targetColumn: target, sheet });
      print(
        command,
        answer,
        () =>
          `${answer.name}: ${answer.rows.toLocaleString('en-US')} rows × ${answer.columns} columns\ndataset_id ${answer.dataset_id}\nnext: atelier inspect ${answer.dataset_id}`,
      );
    });

  program
    .command('datasets')
    .description('list the tables')
    .action(async (_: unknown, command: Command) => {
      const datasets = await connect(command).datasets.list();
      print(command, datasets, () =>
        table(
          ['dataset_id', 'name', 'rows', 'columns', 'target'],
          datasets.map((d) => [d.dataset_id, d.name, d.rows, d.columns, d.target_column]),
        ),
      );
    });

  program
    .command('inspect')
    .description('show the columns of a table')
    .argument('<dataset_id>')
    .action(async (datasetId: string, _: unknown, command: Command) => {
      const detail = await connect(command).datasets.get(datasetId);
      print(command, detail, () => {
        const rows = detail.schema.map(({ name, type, role }) => {
          const stats = detail.numeric_stats[name];
          return [name, type, role, detail.missing_values[name] ?? 0, stats?.mean, stats?.std, stats?.min, stats?.['50%'], stats?.max];
        });
        return `${detail.name}: ${detail.rows.toLocaleString('en-US')} rows\n${table(['column', 'type', 'role', 'missing', 'mean', 'std', 'min', 'median', 'max'], rows)}`;
      });
    });
}
