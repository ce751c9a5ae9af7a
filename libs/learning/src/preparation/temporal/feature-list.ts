import { calendarFeatures, cyclicFeatures, datePartFeatures, fourierFeatures } from './date-features.js';
import type { FeatureNote, TemporalFeature } from './feature.js';
import { invalid } from './plan-fault.js';
import { completePlan, type CompleteTemporalPlan, type TemporalGroup, type TemporalPlan } from './plan.js';

/**
 * The columns that a plan makes, in their order: those of the date first, then those of each value column. A row's features of a value
 * come from rows of the same id with an earlier date alone.
 * Throws as `completePlan` does, and `learning.temporal_plan_invalid` for more than `max_features` or a name that would be there twice.
 */
export function temporalFeatures(plan: TemporalPlan): readonly TemporalFeature[] {
  const complete = completePlan(plan);
  const features = [
    ...named(complete, complete.date_column, dateFamilies(complete)),
    ...complete.value_columns.flatMap((column) => named(complete, column, valueFamilies(complete))),
  ];
  if (features.length > complete.max_features) {
    const advice = 'Name fewer value columns, lags or windows, exclude groups, or raise max_features.';
    throw invalid('max_features', `the plan makes ${features.length} features, ${complete.max_features} are allowed. ${advice}`);
  }
  if (features.length === 0) throw invalid('exclude', 'nothing is left to make.');
  requireDistinct(features);
  return features;
}

type Families = readonly (readonly [TemporalGroup, readonly FeatureNote[]])[];

function named({ exclude }: CompleteTemporalPlan, column: string, families: Families): TemporalFeature[] {
  return families
    .filter(([group]) => !exclude.includes(group))
    .flatMap(([group, notes]) =>
      notes.map(([suffix, type, description]) => ({ name: `${column}_${suffix}`, group, type, column, description })),
    );
}

function dateFamilies({ country, fourier }: CompleteTemporalPlan): Families {
  return [
    ['date_parts', datePartFeatures],
    ['cyclic', cyclicFeatures],
    ['calendar', calendarFeatures(country !== null)],
    ['fourier', fourierFeatures(fourier)],
  ];
}

function valueFamilies(plan: CompleteTemporalPlan): Families {
  return [
    ['lags', plan.lags.map((lag) => float(`lag_${lag}`, `The value ${rows(lag)} before.`))],
    ['differences', differences(plan)],
    ['rolling', plan.windows.flatMap(rolling)],
    ['expanding', expanding],
    ['ewm', plan.ewm_spans.flatMap(weighted)],
    [
      'trend',
      [...plan.trend_windows.flatMap((window) => trend(`${window}`, `the last ${rows(window)}`)), ...trend('global', 'all rows before')],
    ],
    ['seasonality', plan.seasonal_periods.flatMap(seasonality)],
    ['change_points', [...plan.change_windows.map(shift), ...changes]],
  ];
}

const float = (suffix: string, description: string): FeatureNote => [suffix, 'float', description];
const rows = (count: number): string => (count === 1 ? '1 row' : `${count} rows`);

function differences({ differences: steps }: CompleteTemporalPlan): FeatureNote[] {
  return [
    ...steps.map((step) => float(`diff_${step}`, `The last known value less the one ${rows(step)} before it.`)),
    ...steps.map((step) => float(`pct_change_${step}`, `The last known value over the one ${rows(step)} before it, less 1.`)),
    float('diff2', 'The change of the change: the last difference less the one before.'),
  ];
}

function rolling(window: number): FeatureNote[] {
  const over = `of the last ${rows(window)} before this one`;
  return [
    float(`rolling_mean_${window}`, `Mean ${over}.`),
    float(`rolling_std_${window}`, `Standard deviation (n − 1) ${over}.`),
    float(`rolling_min_${window}`, `Smallest ${over}.`),
    float(`rolling_max_${window}`, `Largest ${over}.`),
    float(`rolling_median_${window}`, `Median ${over}.`),
  ];
}

const expanding: readonly FeatureNote[] = [
  float('expanding_mean', 'Mean of all rows before.'),
  float('expanding_std', 'Standard deviation (n − 1) of all rows before.'),
  float('expanding_min', 'Smallest of all rows before.'),
  float('expanding_max', 'Largest of all rows before.'),
  ['expanding_count', 'integer', 'Known values before.'],
];

function weighted(span: number): FeatureNote[] {
  return [
    float(`ewm_mean_${span}`, `Exponentially weighted mean of the rows before, span ${span}.`),
    float(`ewm_std_${span}`, `Exponentially weighted standard deviation of the rows before, span ${span}, without bias.`),
  ];
}

function trend(name: string, over: string): FeatureNote[] {
  return [
    float(`trend_slope_${name}`, `Change per row by the line of least squares through ${over}.`),
    float(`trend_strength_${name}`, `Share of the variance that this line explains (R²), 0 to 1.`),
    ['trend_direction_' + name, 'integer', `1 up, −1 down, 0 where the line explains less than a tenth of ${over}.`],
  ];
}

function seasonality(period: number): FeatureNote[] {
  return [
    float(`level_${period}`, `Trend part: mean of the last ${rows(period)} before.`),
    float(`seasonal_${period}`, `Seasonal part of this row's place in a season of ${period}, learned from the rows before.`),
    float(`seasonal_forecast_${period}`, 'Level and seasonal part together.'),
    float(`residual_${period}`, 'What level and season left unexplained of the last known value.'),
    float(`seasonal_strength_${period}`, 'Share of the recent variance around the level that the season explained beforehand, 0 to 1.'),
  ];
}

function shift(rowsEach: number): FeatureNote {
  return float(
    `shift_score_${rowsEach}`,
    `Mean of the last ${rows(rowsEach)} less that of the ${rowsEach} before them, in standard errors (Welch), within ±100.`,
  );
}

const changes: readonly FeatureNote[] = [
  float('cusum_up', 'Page’s cumulative sum upwards since the last change, in standard deviations.'),
  float('cusum_down', 'Page’s cumulative sum downwards since the last change, in standard deviations.'),
  ['rows_since_change', 'integer', 'Rows since a cumulative sum last passed 8, or since the start.'],
];

function requireDistinct(features: readonly TemporalFeature[]): void {
  const seen = new Set<string>();
  for (const { name } of features) {
    if (seen.has(name)) throw invalid('value_columns', `two features would be named "${name}"; rename a column.`);
    seen.add(name);
  }
}
