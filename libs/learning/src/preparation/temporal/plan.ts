import { LearningError } from '../../errors.js';
import { nearestName } from '../../estimators/parameters.js';
import { invalid } from './plan-fault.js';
import { zoneOffset } from './time-zone.js';

/** Families of temporal features; each can be left out by its name. */
export const temporalGroups = [
  'date_parts',
  'cyclic',
  'calendar',
  'fourier',
  'lags',
  'differences',
  'rolling',
  'expanding',
  'ewm',
  'trend',
  'seasonality',
  'change_points',
] as const;

export type TemporalGroup = (typeof temporalGroups)[number];

/** What to make, as data: the same JSON in REST, the dataset's steps and the feature store. All windows and lags count rows of one id. */
export interface TemporalPlan {
  readonly date_column: string;
  /** Whose history a row belongs to; without it the whole table is one history. */
  readonly id_column?: string | null;
  /** Number columns whose past is described, the target among them if wanted; none leaves the features of the date alone. */
  readonly value_columns: readonly string[];
  /** The value so many rows ago; default 1, 2, 3, 7, 14, 30. */
  readonly lags?: readonly number[];
  /** The last known value against that of so many rows before; default 1, 7. */
  readonly differences?: readonly number[];
  /** Rolling mean, std, min, max, median over so many last known rows; default 3, 7, 14, 30, 90. */
  readonly windows?: readonly number[];
  /** Known values that a rolling statistic needs at least; default 1 (pandas' own default is the window). */
  readonly min_periods?: number;
  /** Spans of exponentially weighted mean and std; default 7, 30. */
  readonly ewm_spans?: readonly number[];
  /** Windows of local trends; default 7, 30, 90. */
  readonly trend_windows?: readonly number[];
  /** Rows of one season; default 7. */
  readonly seasonal_periods?: readonly number[];
  /** Rows on either side of a tested shift of the mean; default 7, 30. */
  readonly change_windows?: readonly number[];
  /** ISO 3166 code as `date-holidays` has it, such as DE; without it the calendar knows weekends alone. */
  readonly country?: string | null;
  /** State or province of the country, such as BY. */
  readonly region?: string | null;
  /** An IANA zone such as Europe/Berlin, in which days begin and hours count; UTC without one. */
  readonly time_zone?: string | null;
  /** Pairs of sine and cosine; default 3 weekly (168 hours), 3 annual (365.25 days). */
  readonly fourier?: { readonly weekly?: number; readonly annual?: number };
  /** Families to leave out. */
  readonly exclude?: readonly TemporalGroup[];
  /** More features than these are refused; default 1000. */
  readonly max_features?: number;
}

/** A plan with every choice made. */
export interface CompleteTemporalPlan extends Required<Omit<TemporalPlan, 'fourier'>> {
  readonly fourier: { readonly weekly: number; readonly annual: number };
}

/** Rows that a lag or window may reach back: ten years of days. */
export const longestReach = 3660;

const defaults = {
  id_column: null,
  lags: [1, 2, 3, 7, 14, 30],
  differences: [1, 7],
  windows: [3, 7, 14, 30, 90],
  min_periods: 1,
  ewm_spans: [7, 30],
  trend_windows: [7, 30, 90],
  seasonal_periods: [7],
  change_windows: [7, 30],
  country: null,
  region: null,
  time_zone: null,
  exclude: [],
  max_features: 1000,
} as const;

const reaches = [
  ['lags', 1],
  ['differences', 1],
  ['windows', 1],
  ['ewm_spans', 1],
  ['trend_windows', 3],
  ['seasonal_periods', 2],
  ['change_windows', 2],
] as const;

/** Fills in the defaults and checks every number. Throws `learning.temporal_plan_invalid` with the field. */
export function completePlan(plan: TemporalPlan): CompleteTemporalPlan {
  const known = ['date_column', 'value_columns', 'fourier', ...Object.keys(defaults)];
  for (const field of Object.keys(plan)) if (!known.includes(field)) throw unknown(field, known);
  const given = Object.fromEntries(Object.entries(plan).filter(([, value]) => value !== undefined)) as unknown as TemporalPlan;
  const fourier = { weekly: 3, annual: 3, ...given.fourier };
  const complete: CompleteTemporalPlan = { ...defaults, ...given, fourier };
  for (const [field, least] of reaches) requireReaches(field, complete[field], least);
  requireWhole('min_periods', complete.min_periods, 1, longestReach);
  requireWhole('max_features', complete.max_features, 1, 100_000);
  requireWhole('fourier.weekly', fourier.weekly, 0, 84);
  requireWhole('fourier.annual', fourier.annual, 0, 182);
  requireNames(complete);
  for (const group of complete.exclude) if (!temporalGroups.includes(group)) throw unknown(group, temporalGroups);
  zoneOffset(complete.time_zone);
  if (complete.region && !complete.country) throw invalid('region', 'a region needs its country, such as DE for BY.');
  return complete;
}

/** For each family whether the plan makes it. */
export function includedGroups({ exclude }: CompleteTemporalPlan): Readonly<Record<TemporalGroup, boolean>> {
  return Object.fromEntries(temporalGroups.map((group) => [group, !exclude.includes(group)])) as Record<TemporalGroup, boolean>;
}

function requireNames({ date_column, id_column, value_columns }: CompleteTemporalPlan): void {
  if (typeof date_column !== 'string' || date_column === '') throw invalid('date_column', 'name the column that holds the dates.');
  if (value_columns.includes(date_column)) throw invalid('value_columns', `"${date_column}" is the date column.`);
  if (id_column === date_column) throw invalid('id_column', `"${date_column}" is the date column.`);
  if (id_column && value_columns.includes(id_column)) throw invalid('value_columns', `"${id_column}" is the id column.`);
  const twice = value_columns.find((name, at) => value_columns.indexOf(name) !== at);
  if (twice !== undefined) throw invalid('value_columns', `"${twice}" is named twice.`);
}

function requireReaches(field: string, values: readonly number[], least: number): void {
  if (!Array.isArray(values)) throw invalid(field, 'give a list of whole numbers.');
  for (const value of values) requireWhole(field, value, least, longestReach);
  if (new Set(values).size !== values.length) throw invalid(field, `${values.join(', ')} names a number twice.`);
}

function requireWhole(field: string, value: number, least: number, most: number): void {
  if (!Number.isInteger(value) || value < least || value > most)
    throw invalid(field, `must be whole numbers from ${least} to ${most}, not ${JSON.stringify(value)}.`);
}

function unknown(name: string, known: readonly string[]): LearningError {
  const nearest = nearestName(name, known);
  const hint = nearest ? `Did you mean "${nearest}"?` : `There are ${known.join(', ')}.`;
  return new LearningError('learning.temporal_plan_invalid', `A temporal plan has no "${name}". ${hint}`, name);
}
