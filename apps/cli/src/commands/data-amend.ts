import type { DatasetAmendment } from '@atelier/contracts';
import type { Command } from 'commander';
import { connect } from '../connection.js';
import { jsonOf } from '../terminal/json-input.js';
import { print } from '../terminal/output.js';
import { dataGroup } from './data-group.js';

interface AmendFlags {
  readonly columns?: DatasetAmendment['columns'];
  readonly target?: string | false;
  readonly dropDuplicates?: string | true;
  readonly dropMissing?: string;
  readonly dropSparse?: number;
  readonly sort?: string;
  readonly name?: string;
}

/** `atelier data amend`: other types, roles, values and rows. */
export function addDataAmendCommand(program: Command): void {
  dataGroup(program)
    .command('amend')
    .description('a new version of a table with other types, roles, values or rows, read again from the uploaded file')
    .argument('<dataset_id>')
    .option(
      '--columns <json>',
      'changes by column: {"zip": {"type": "category"}, "age": {"missing_tokens": ["-1"], "role": "ignored"}}',
      jsonOf,
    )
    .option('--target <column>', 'the column to predict')
    .option('--no-target', 'no column is to be predicted')
    .option('--drop-duplicates [columns]', 'keep the first of equal rows (equal in these columns, by commas)')
    .option('--drop-missing <columns>', 'drop rows without one of these, by commas')
    .option('--drop-sparse <share>', 'drop rows of which more than this share is missing', Number)
    .option('--sort <column>', 'sort the rows')
    .option('--name <name>', 'a name for the new version')
    .action(async (datasetId: string, flags: AmendFlags, command: Command) => {
      const amended = await connect(command).datasets.amend(datasetId, amendmentOf(flags));
      print(command, amended, () => {
        const changed = amended.steps.map(({ fitted }) => (fitted ? `, ${String(fitted.rows_dropped)} dropped` : '')).join('');
        return `${amended.name}: ${amended.rows.toLocaleString('en-US')} rows${changed}\ndataset_id ${amended.dataset_id}`;
      });
    });
}

function amendmentOf({ columns, target, dropDuplicates, dropMissing, dropSparse, sort, name }: AmendFlags): DatasetAmendment {
  const listed = (text: string) => text.split(',').map((column) => column.trim());
  return {
    ...(columns === undefined ? {} : { columns }),
    ...(target === undefined ? {} : { target_column: target === false ? null : target }),
    ...(dropDuplicates === undefined ? {} : { drop_duplicates: dropDuplicates === true ? true : listed(dropDuplicates) }),
    ...(dropMissing === undefined ? {} : { drop_missing: listed(dropMissing) }),
    ...(dropSparse === undefined ? {} : { drop_sparse_rows: dropSparse }),
    ...(sort === undefined ? {} : { sort_by: sort }),
    ...(name === undefined ? {} : { name }),
  };
}
