import { counted, type Finding, patchColumns, percent } from './finding.js';
import type { ColumnMeasurements, TableMeasurements } from './measurements.js';

const nearlyConstant = 0.99;
const manyCategories = 50;

/** Columns that say nothing, or too many things. */
export function columnFindings(table: TableMeasurements): Finding[] {
  return table.columns.flatMap((column) => [...constancy(column, table), ...cardinality(column, table)]);
}

function constancy({ name, role, distinct, top, missing }: ColumnMeasurements, { rows, columns }: TableMeasurements): Finding[] {
  const present = rows - missing;
  if (present === 0 || rows < 2) return [];
  const share = top ? top.count / present : 0;
  const common = { columns: [name], count: 1, share, extent: 1 / columns.length };
  const value = JSON.stringify(top?.value);
  if (distinct === 1) {
    const recommendation = role === 'target' ? null : patchColumns('Leave the column out.', [name], { role: 'ignored' });
    const message = `${name} has one value alone: ${value}.`;
    return [{ ...common, kind: 'constant_columns', severity: role === 'target' ? 'error' : 'warning', message, recommendation }];
  }
  if (share < nearlyConstant || role === 'target') return [];
  const message = `${name} is ${value} in ${percent(share)} of the rows.`;
  const recommendation = patchColumns('Leave the column out, unless the rare values matter.', [name], { role: 'ignored' });
  return [{ ...common, kind: 'near_constant_columns', severity: 'note', message, recommendation }];
}

function cardinality({ name, type, role, distinct, missing }: ColumnMeasurements, { rows, columns }: TableMeasurements): Finding[] {
  const present = rows - missing;
  if (type !== 'category' || role !== 'feature' || distinct <= manyCategories || present === 0) return [];
  const share = distinct / present;
  const isText = share > 0.5;
  return [
    {
      kind: 'high_cardinality',
      severity: share > 0.1 ? 'warning' : 'note',
      columns: [name],
      count: distinct,
      share,
      extent: 1 / columns.length,
      message: `${name} has ${counted(distinct, 'category', 'categories')}, about ${Math.round(present / distinct)} rows of each.`,
      recommendation: isText
        ? patchColumns('Treat it as an id, which no model learns from.', [name], { role: 'identifier' })
        : patchColumns('Treat it as a text, whose words are counted.', [name], { type: 'text' }),
    },
  ];
}
