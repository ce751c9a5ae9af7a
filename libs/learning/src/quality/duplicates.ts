import { counted, type Finding, percent } from './finding.js';
import type { TableMeasurements } from './measurements.js';

/** So unique that what repeats is a fault. */
const nearlyUnique = 0.9;

/** Rows that come again, ids that do, and rows that contradict each other. */
export function duplicateFindings(table: TableMeasurements): Finding[] {
  return [...rowsAgain(table), ...idsAgain(table), ...contradictions(table)];
}

function rowsAgain({ rows, columns, duplicateRows }: TableMeasurements): Finding[] {
  // Of fewer different rows than there are rows some must come again.
  const different = columns.reduce((product, { distinct, missing }) => product * Math.max(1, distinct + Number(missing > 0)), 1);
  if (duplicateRows === 0 || different <= rows) return [];
  const share = duplicateRows / rows;
  return [
    {
      kind: 'duplicate_rows',
      severity: share > 0.01 ? 'warning' : 'note',
      columns: [],
      count: duplicateRows,
      share,
      extent: share,
      message: `${counted(duplicateRows, 'row repeats', 'rows repeat')} an earlier one in every column (${percent(share)}).`,
      recommendation: { message: 'Keep the first of each.', step: 'patch', body: { drop_duplicates: true } },
    },
  ];
}

function idsAgain({ columns, rows }: TableMeasurements): Finding[] {
  return columns.flatMap(({ name, type, role, distinct, distinctIsExact, missing, isKeyName }) => {
    const present = rows - missing;
    const repeated = present - distinct;
    const isId = role === 'identifier' || (isKeyName && type !== 'float' && distinct > nearlyUnique * present);
    if (!isId || !distinctIsExact || repeated <= 0 || distinct <= nearlyUnique * present) return [];
    const share = repeated / present;
    return [
      {
        kind: 'duplicate_ids' as const,
        severity: 'warning' as const,
        columns: [name],
        count: repeated,
        share,
        extent: repeated / rows,
        message: `${name} looks like an id, but ${counted(repeated, 'row has', 'rows have')} one that stood before.`,
        recommendation: { message: 'Keep the first row of each id.', step: 'patch' as const, body: { drop_duplicates: [name] } },
      },
    ];
  });
}

function contradictions({ rows, conflictingRows, target }: TableMeasurements): Finding[] {
  if (target === null || conflictingRows === 0) return [];
  const share = conflictingRows / rows;
  return [
    {
      kind: 'conflicting_rows',
      severity: share > 0.05 ? 'warning' : 'note',
      columns: [target],
      count: conflictingRows,
      share,
      extent: share,
      message: `${counted(conflictingRows, 'row has', 'rows have')} the same features as another row with another ${target}: no model can tell them apart.`,
      recommendation: null,
    },
  ];
}
