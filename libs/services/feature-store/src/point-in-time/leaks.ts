import type { TableDatabase } from '@atelier/tables';
import { keyNames } from './history-sql.js';
import type { JoinedView, ViewLeak } from './join-input.js';

const labelsAtMost = 100_000;

/** What careless joins of the view would have given the labels of what lay ahead. The labels are the table `label`, the history the view `name`. */
export async function leaksOf(database: TableDatabase, name: string, view: JoinedView, labelKeys: readonly string[]): Promise<ViewLeak> {
  const hasKnownAt = view.sources.some((source) => source.knownAt !== null);
  const sample = `(SELECT * FROM label WHERE r % greatest(1, (SELECT count(*) FROM label) // ${labelsAtMost}) = 0)`;
  const [{ labels }] = await database.rows<{ labels: string }>(`SELECT count(*) AS labels FROM ${sample}`);
  return {
    view: view.view,
    version: view.version,
    labels: Number(labels),
    latest_row_is_later: await latestIsLater(database, name, view, sample, labelKeys),
    row_was_not_known: hasKnownAt ? await wasNotKnown(database, name, view, sample, labelKeys) : null,
    rows_without_known_at: hasKnownAt ? await withoutKnownAt(database, name) : 0,
    known_at_is_missing: !hasKnownAt,
  };
}

/** A join with each entity's latest row, whatever the label's time. */
async function latestIsLater(database: TableDatabase, name: string, view: JoinedView, sample: string, labelKeys: readonly string[]) {
  const keys = keyNames(view).join(', ');
  const equal = labelKeys.map((key, at) => `l.${key} = h.k${at}`).join(' AND ');
  return await count(
    database,
    `SELECT count(*) AS n FROM ${sample} AS l JOIN (SELECT ${keys}, max(e) AS last FROM ${name} GROUP BY ${keys}) AS h ON ${equal} WHERE h.last > l.t`,
  );
}

/** A join by event time alone, which takes the earliest known of equally old rows. */
async function wasNotKnown(database: TableDatabase, name: string, view: JoinedView, sample: string, labelKeys: readonly string[]) {
  const keys = keyNames(view).join(', ');
  const equal = labelKeys.map((key, at) => `l.${key} = h.k${at}`).join(' AND ');
  const first = `(SELECT ${keys}, e, min(known) AS known FROM ${name} GROUP BY ${keys}, e)`;
  return await count(
    database,
    `SELECT count(*) AS n FROM ${sample} AS l ASOF JOIN ${first} AS h ON ${equal} AND l.t >= h.e WHERE h.known > l.t`,
  );
}

function withoutKnownAt(database: TableDatabase, name: string): Promise<number> {
  return count(database, `SELECT count(*) AS n FROM ${name}_all WHERE known IS NULL AND e IS NOT NULL`);
}

async function count(database: TableDatabase, sql: string): Promise<number> {
  const [{ n }] = await database.rows<{ n: string }>(sql);
  return Number(n);
}
