import { join as joinPath } from 'node:path';
import { type CompleteTemporalPlan, prepareTemporalPlan } from '@atelier/learning/temporal';
import { literal, TableDatabase, writeAskedFeatures } from '@atelier/tables';
import { historyRowsSql } from './history-rows.js';
import { timeLiteral } from './history-sql.js';
import type { JoinedView, JoinInput } from './join-input.js';

/**
 * A temporal view's columns of the training set, a row for each label in the labels' order: the labels ask the fold of the history for the features
 * of their times, as serving asks a state, so that a label sees the rows before its time and no other. `label` is the table of the labels.
 */
export async function writeTemporalPiece(
  database: TableDatabase,
  input: JoinInput,
  view: JoinedView,
  at: number,
  labelKey: string,
): Promise<string> {
  const file = (name: string) => joinPath(input.workFolder, `${name}-${at}.parquet`);
  await writeRows(database, input, view, labelKey, file('rows'));
  const prepared = await prepareTemporalPlan(view.temporal as CompleteTemporalPlan);
  const places = view.wanted.map(({ feature }) => prepared.features.findIndex(({ name }) => name === feature));
  const { workFolder, memoryMiB } = input;
  {
    // A database of its own, as the fold's function is for one plan and one run.
    using folding = await TableDatabase.open({ directories: [workFolder], spillDirectory: workFolder, memoryMiB, threads: 1 });
    const rows = `read_parquet(${literal(file('rows'))})`;
    await writeAskedFeatures(folding, prepared, { rows, places, scratch: file('folded'), to: file('asked') });
  }
  const values = places.map((place, w) => `made.f${place} AS w${w}`);
  await database.run(
    `COPY (SELECT ${['label.r', ...values].join(', ')} FROM label LEFT JOIN read_parquet(${literal(file('asked'))}) AS made ON made.asked = label.r
     ORDER BY label.r) TO ${literal(file('piece'))} (FORMAT parquet)`,
  );
  return file('piece');
}

/** The history of the labels' ids up to the time as of, and the labels as rows that ask. */
async function writeRows(database: TableDatabase, { asOf }: JoinInput, view: JoinedView, labelKey: string, to: string): Promise<void> {
  const history = await historyRowsSql(database, view.keys[0].type, view.sources);
  const values = view.features.map((_, v) => `v${v}`);
  const none = values.map((name) => `NULL::DOUBLE AS ${name}`);
  const ofHistory = `SELECT ${['id', 'event', ...values].join(', ')}, (row_number() OVER (ORDER BY source, line)) AS line, NULL::BIGINT AS asked
    FROM (${history}) WHERE event <= ${timeLiteral(asOf)} AND id IN (SELECT ${labelKey} FROM label)`;
  const asking = `SELECT ${[`${labelKey} AS id`, 't AS event', ...none].join(', ')}, NULL::BIGINT AS line, r::BIGINT AS asked FROM label`;
  await database.run(`COPY (${ofHistory} UNION ALL ${asking}) TO ${literal(to)} (FORMAT parquet)`);
}
