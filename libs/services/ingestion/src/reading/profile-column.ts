import type { PlannedColumn } from './plan-columns.js';
import type { ColumnProfile } from './profile.js';
import type { ColumnCounts } from './profile-table.js';
import { roleOf, typeOf } from './roles.js';

/** A column's profile from what was decided of it and what was counted; type and role are inferred from both. */
export function profileOf(
  column: Pick<PlannedColumn, 'name' | 'type' | 'format' | 'missingTokens' | 'alternatives'>,
  counts: ColumnCounts,
  rows: number,
  target: string | null,
): ColumnProfile {
  const type = typeOf(column, counts, rows);
  const { present, distinct, distinctIsExact, topValues, ...stats } = counts;
  return {
    name: column.name,
    type,
    role: roleOf(column.name, type, counts, target),
    missing_tokens: [...column.missingTokens],
    format: column.format,
    ...(column.alternatives ? { alternatives: column.alternatives } : {}),
    missing: rows - present,
    distinct,
    distinct_is_exact: distinctIsExact,
    top_values: topValues,
    numeric: stats.numeric,
    text: stats.text,
    earliest: stats.earliest,
    latest: stats.latest,
  };
}
