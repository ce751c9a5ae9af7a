import { counted, type Finding, patchColumns, percent, type Severity } from './finding.js';
import type { ColumnMeasurements, TableMeasurements } from './measurements.js';

/** From this share of missing cells a column says so little that leaving it out is better than filling it. */
const mostlyMissing = 0.6;

/** Missing cells, columns and rows, and texts that mean missing. */
export function missingFindings(table: TableMeasurements): Finding[] {
  return [...table.columns.flatMap((column) => ofColumn(column, table)), ...ofRows(table)];
}

function ofColumn(column: ColumnMeasurements, table: TableMeasurements): Finding[] {
  const { name, missing, role } = column;
  const share = missing / table.rows;
  const common = { columns: [name], count: missing, share, extent: share / table.columns.length };
  const found: Finding[] = [];
  if (missing === table.rows) {
    const recommendation = patchColumns('Leave the column out.', [name], { role: 'ignored' });
    found.push({ ...common, kind: 'empty_columns', severity: 'error', message: `${name} has no value at all.`, recommendation });
  } else if (missing > 0 && role === 'target') {
    const recommendation = { message: 'Drop the rows without a target.', step: 'patch' as const, body: { drop_missing: [name] } };
    const message = `The target ${name} is missing in ${counted(missing, 'row')} (${percent(share)}).`;
    found.push({ ...common, kind: 'missing_target', severity: 'error', extent: share, message, recommendation });
  } else if (missing > 0) found.push({ ...common, ...missingCells(column, share) });
  return [...found, ...disguised(column, table)];
}

function missingCells(
  { name, missing, type, isKeyName }: ColumnMeasurements,
  share: number,
): Pick<Finding, 'kind' | 'severity' | 'message' | 'recommendation'> {
  const severity: Severity = share >= mostlyMissing ? 'error' : share >= 0.05 ? 'warning' : 'note';
  const message = `${name} is missing in ${counted(missing, 'row')} (${percent(share)}).`;
  if (share >= mostlyMissing)
    return { kind: 'missing_cells', severity, message, recommendation: patchColumns('Leave the column out.', [name], { role: 'ignored' }) };
  if (isKeyName || type === 'text')
    return {
      kind: 'missing_cells',
      severity,
      message,
      recommendation: { message: 'Drop the rows without one.', step: 'patch', body: { drop_missing: [name] } },
    };
  const isNumber = type === 'integer' || type === 'float';
  const body = { missing_strategy: isNumber ? 'median' : 'mode', outlier_method: 'none' };
  const how = isNumber ? 'the median of the column' : 'the most frequent value';
  return { kind: 'missing_cells', severity, message, recommendation: { message: `Fill with ${how}.`, step: 'clean', body } };
}

function disguised({ name, text, missing }: ColumnMeasurements, { rows, columns }: TableMeasurements): Finding[] {
  if (!text || text.disguised.length === 0) return [];
  const count = text.disguised.reduce((sum, value) => sum + value.count, 0);
  const tokens = text.disguised.map(({ value }) => value);
  const shown = tokens.map((value) => JSON.stringify(value)).join(', ');
  const share = count / Math.max(1, rows - missing);
  return [
    {
      kind: 'disguised_missing',
      severity: share > 0.2 ? 'warning' : 'note',
      columns: [name],
      count,
      share,
      extent: count / rows / columns.length,
      message: `${name} says ${shown} in ${counted(count, 'row')} (${percent(share)}), which may mean that the value is missing.`,
      recommendation: patchColumns('Take it for missing.', [name], { missing_tokens: tokens }),
    },
  ];
}

function ofRows({ rows, emptyRows, sparseRows }: TableMeasurements): Finding[] {
  if (sparseRows === 0) return [];
  const share = sparseRows / rows;
  const empty = emptyRows > 0 ? `, ${counted(emptyRows, 'of them has', 'of them have')} none at all` : '';
  return [
    {
      kind: 'missing_rows',
      severity: emptyRows > 0 || share > 0.05 ? 'warning' : 'note',
      columns: [],
      count: sparseRows,
      share,
      extent: share,
      message: `${counted(sparseRows, 'row has', 'rows have')} less than half of the values${empty}.`,
      recommendation: { message: 'Drop these rows.', step: 'patch', body: { drop_sparse_rows: 0.5 } },
    },
  ];
}
