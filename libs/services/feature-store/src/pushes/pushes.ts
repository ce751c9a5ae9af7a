import { AtelierError, type Pushed, type PushRequest } from '@atelier/contracts';
import { lockTemporalStates, readTemporalStatesOf, storeOnlineRows, storeTemporalStates } from '@atelier/online-features';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { History } from '../history/history.js';
import { MLFeatureStore } from '../views/feature-view.entity.js';
import { Views } from '../views/views.js';
import { advanceStates } from './advance-states.js';
import { checkRows, type GivenRow, type PushedRow } from './pushed-rows.js';

/** Takes rows that are pushed to a view: into the online table, into its history, or both. */
@Injectable()
export class Pushes {
  constructor(
    private readonly database: DataSource,
    private readonly views: Views,
    private readonly history: History,
  ) {}

  /** Errors: `feature.view_not_found`, `feature.view_invalid` (a computed view), `feature.rows_invalid`, `feature.key_invalid`; nothing is stored then. */
  async push(project: string, { push_source_name: name, version, df, to }: PushRequest): Promise<Pushed> {
    const view = await this.views.find(project, name, version);
    const rows = await this.database.transaction((manager) => this.store(manager, view, rowsOf(df), to));
    return { status: 'success', view: view.name, version: view.version, rows };
  }

  /** In the caller's transaction. */
  async store(manager: EntityManager, view: MLFeatureStore, given: readonly GivenRow[], to: PushRequest['to']): Promise<number> {
    if (view.kind === 'on_demand')
      throw new AtelierError('feature.view_invalid', `${view.name} ${view.version} is computed from other views: push to those.`);
    const rows = checkRows(view, given, new Date());
    if (view.temporal !== null) await this.advance(manager, view, rows, to);
    else if (to !== 'offline') await storeOnlineRows(manager, view.viewId, rows);
    if (to !== 'online') await this.history.append(manager, view, rows);
    return rows.length;
  }

  /** A temporal view's states go on by the rows; they are made of its history, so rows that are not kept there are none. */
  private async advance(manager: EntityManager, view: MLFeatureStore, rows: readonly PushedRow[], to: PushRequest['to']): Promise<void> {
    if (to === 'online')
      throw new AtelierError('feature.view_invalid', `${view.name} ${view.version} is temporal: its rows are kept as history, too.`);
    if (to === 'offline') return;
    await lockTemporalStates(manager, view.viewId);
    const states = await readTemporalStatesOf(manager, view.viewId, [...new Set(rows.map(({ entity }) => entity))]);
    await storeTemporalStates(manager, view.viewId, await advanceStates(view, states, rows));
  }
}

/** Columns, as a data frame has them, as rows. `feature.rows_invalid` when they are not of one length. */
function rowsOf(df: PushRequest['df']): GivenRow[] {
  const columns = Object.entries(df);
  const count = columns[0]?.[1].length ?? 0;
  const odd = columns.find(([, values]) => values.length !== count);
  if (odd || count === 0) {
    const message = odd ? `has ${odd[1].length} values where "${columns[0][0]}" has ${count}` : 'has no column';
    throw new AtelierError('feature.rows_invalid', `df${odd ? `.${odd[0]}` : ''} ${message}.`, [{ path: 'df', message }]);
  }
  return Array.from({ length: count }, (_, at) => Object.fromEntries(columns.map(([name, values]) => [name, values[at]])));
}
