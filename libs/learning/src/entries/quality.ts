export { type Finding, findingKinds, type QualityDimension } from '../quality/finding.js';
export type * from '../quality/measurements.js';
export { judgeQuality, type QualityJudgement } from '../quality/report.js';
export { patternOf, type SeriesPattern } from '../quality/series.js';
export { type LevelChange, levelChanges } from '../quality/level-changes.js';
