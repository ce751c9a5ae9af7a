import { missingFindings } from './cells.js';
import { columnFindings } from './columns.js';
import { dateFindings } from './dates.js';
import { duplicateFindings } from './duplicates.js';
import { type Finding, findingKinds, type FindingKind, type QualityDimension, type Severity } from './finding.js';
import type { TableMeasurements } from './measurements.js';
import { numberFindings } from './numbers.js';
import { relationFindings } from './relations.js';
import { type ColumnPower, columnPowers, targetFindings } from './target.js';
import { textFindings } from './texts.js';

/** 0 to 100 each. */
export interface QualityScores {
  readonly score: number;
  readonly completeness: number;
  readonly consistency: number;
  readonly validity: number;
}

export interface QualityJudgement extends QualityScores {
  /** The gravest first. */
  readonly findings: readonly Finding[];
  /** How many there are of every kind of flaw: cells, rows or columns, as the kind counts; 0 where there is none. */
  readonly metrics: Readonly<Record<FindingKind, number>>;
  readonly powers: readonly ColumnPower[];
}

const parts: Readonly<Record<QualityDimension, number>> = { completeness: 0.35, consistency: 0.3, validity: 0.35 };
const gravity: Readonly<Record<Severity, number>> = { error: 0, warning: 1, note: 2 };

/** Judges a table by what was measured of it. Pure: the same measurements give the same judgement. */
export function judgeQuality(table: TableMeasurements): QualityJudgement {
  const powers = columnPowers(table);
  const findings = [
    ...missingFindings(table),
    ...duplicateFindings(table),
    ...columnFindings(table),
    ...textFindings(table),
    ...dateFindings(table),
    ...numberFindings(table),
    ...relationFindings(table),
    ...targetFindings(table, powers),
  ].sort((a, b) => gravity[a.severity] - gravity[b.severity] || b.extent - a.extent);
  return { ...scoresOf(findings), findings, metrics: metricsOf(findings), powers };
}

/**
 * A sub-score is 100 times the product, over its kinds of flaw, of what each leaves: 1 − weight × the share of the table that is concerned. So it is 100
 * without a flaw, and another flaw never raises it. The total is their weighted mean (35 % completeness, 30 % consistency, 35 % validity).
 */
export function scoresOf(findings: readonly Pick<Finding, 'kind' | 'extent'>[]): QualityScores {
  const extents = new Map<FindingKind, number>();
  for (const { kind, extent } of findings) extents.set(kind, (extents.get(kind) ?? 0) + extent);
  const left: Record<QualityDimension, number> = { completeness: 1, consistency: 1, validity: 1 };
  for (const [kind, extent] of extents) {
    const { dimension, weight } = findingKinds[kind];
    left[dimension] *= Math.max(0, 1 - weight * Math.min(1, extent));
  }
  const score = (dimension: QualityDimension) => Math.round(left[dimension] * 1000) / 10;
  const total = parts.completeness * left.completeness + parts.consistency * left.consistency + parts.validity * left.validity;
  return {
    score: Math.round(total * 1000) / 10,
    completeness: score('completeness'),
    consistency: score('consistency'),
    validity: score('validity'),
  };
}

function metricsOf(findings: readonly Finding[]): Record<FindingKind, number> {
  const metrics = Object.fromEntries(Object.keys(findingKinds).map((kind) => [kind, 0])) as Record<FindingKind, number>;
  for (const { kind, count } of findings) metrics[kind] += count;
  return metrics;
}
