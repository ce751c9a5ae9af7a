export type { TemporalFeature } from './feature.js';
export { temporalFeatures } from './feature-list.js';
export { type HolidayCalendar, loadHolidays } from './holidays.js';
export { completePlan, type CompleteTemporalPlan, longestReach, type TemporalGroup, temporalGroups, type TemporalPlan } from './plan.js';
export { type SortedRows, TemporalFold } from './temporal-fold.js';
export {
  type PreparedTemporalPlan,
  prepareTemporalPlan,
  type StoredTemporalState,
  TemporalState,
  type TemporalValue,
} from './temporal-state.js';
