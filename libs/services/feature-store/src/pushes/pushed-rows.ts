import { AtelierError, type FieldError } from '@atelier/contracts';
import { nearestName } from '@atelier/learning';
import { type Cell, dateOf, entityOf, type EntityRow, type FeatureType, instantOf } from '@atelier/online-features';
import type { MLFeatureStore } from '../views/feature-view.entity.js';
import { historySchema } from '../views/history-schema.js';
import { pushedTimes } from '../views/new-view.js';

/** A row by column name. */
export type GivenRow = Readonly<Record<string, Cell>>;

/** A pushed row, checked: for the online table and for the history. */
export interface PushedRow extends EntityRow {
  /** Of the join keys, in their order, as they were given. */
  readonly keys: readonly Cell[];
}

const errorsAtMost = 100;

/**
 * Rows for a view: join keys, the event time, features (one that is left out is missing), and a known-at where the view has one, else they are known
 * from `now`. Throws `feature.rows_invalid` with the path of every value that does not fit, and `feature.key_invalid`.
 */
export function checkRows(view: MLFeatureStore, rows: readonly GivenRow[], now: Date): PushedRow[] {
  requireColumns(view, rows);
  const errors: FieldError[] = [];
  const checked = rows.map((row, at) => checkRow(view, row, `rows.${at}`, now, errors));
  if (errors.length > 0) throw invalid(errors.slice(0, errorsAtMost));
  return checked as PushedRow[];
}

function requireColumns(view: MLFeatureStore, rows: readonly GivenRow[]): void {
  const { eventTime, knownAt } = timesOf(view);
  const known = [
    ...view.joinKeys.map(({ name }) => name),
    eventTime,
    ...(knownAt === null ? [] : [knownAt]),
    ...historySchema(view).map(({ name }) => name),
  ];
  const given = new Set(rows.flatMap((row) => Object.keys(row)));
  const unknown = [...given].filter((name) => !known.includes(name));
  if (unknown.length === 0) return;
  throw invalid(
    unknown.slice(0, errorsAtMost).map((name) => {
      const nearest = nearestName(name, known);
      const message = nearest ? `the view has no such column; did you mean "${nearest}"?` : `the view has ${known.slice(0, 20).join(', ')}`;
      return { path: name.slice(0, 200), message };
    }),
  );
}

/** The columns of the times in pushed rows. */
export function timesOf(view: MLFeatureStore): { readonly eventTime: string; readonly knownAt: string | null } {
  return { eventTime: view.timestampColumn ?? pushedTimes.event, knownAt: view.knownAtColumn };
}

function checkRow(view: MLFeatureStore, row: GivenRow, path: string, now: Date, errors: FieldError[]): PushedRow | null {
  const { eventTime, knownAt } = timesOf(view);
  const fail = (column: string, message: string): null => {
    if (errors.length < errorsAtMost) errors.push({ path: `${path}.${column}`, message });
    return null;
  };
  const entity = entityOf(view.joinKeys, row, path);
  if (entity === null) return fail(view.joinKeys[0].name, 'a join key must not be missing');
  const at = (view.temporal === null ? instantOf : dateOf)(row[eventTime] ?? null);
  if (typeof at === 'string') return fail(eventTime, at);
  const known = knownAt === null ? now : instantOf(row[knownAt] ?? null);
  if (typeof known === 'string') return fail(knownAt as string, known);
  const cells: Cell[] = [];
  for (const { name, type } of historySchema(view)) {
    const value = valueOf(Object.hasOwn(row, name) ? row[name] : null, type);
    if (typeof value === 'object' && value !== null) return fail(name, value.fault);
    cells.push(value);
  }
  return { entity, keys: view.joinKeys.map(({ name }) => row[name]), cells, at, knownAt: known };
}

function valueOf(value: Cell, type: FeatureType): Cell | { readonly fault: string } {
  if (value === null) return null;
  const fits: Readonly<Record<FeatureType, boolean>> = {
    integer: Number.isSafeInteger(value) || (typeof value === 'string' && /^-?(0|[1-9]\d{0,18})$/.test(value)),
    float: typeof value === 'number' && Number.isFinite(value),
    boolean: typeof value === 'boolean',
    datetime: typeof value !== 'boolean',
    text: typeof value === 'string',
  };
  if (!fits[type])
    return { fault: `must be ${type === 'integer' ? 'a whole number' : `a ${type}`}, not ${JSON.stringify(value).slice(0, 100)}` };
  if (type !== 'datetime') return value;
  const at = instantOf(value);
  return typeof at === 'string' ? { fault: at } : at.toISOString();
}

function invalid(errors: FieldError[]): AtelierError {
  const [first] = errors;
  const more = errors.length > 1 ? ` (and ${errors.length - 1} more)` : '';
  return new AtelierError('feature.rows_invalid', `${first.path}: ${first.message}${more}`, errors);
}
