export type Cell = string | number | null | undefined;

/** Columns as wide as their widest cell; numbers to the right. */
export function table(headings: readonly string[], rows: readonly (readonly Cell[])[]): string {
  const text = rows.map((row) => row.map(cellText));
  const widths = headings.map((heading, i) => Math.max(heading.length, ...text.map((row) => row[i].length)));
  const line = (cells: readonly string[], right: (i: number) => boolean) =>
    `  ${cells.map((cell, i) => (right(i) ? cell.padStart(widths[i]) : cell.padEnd(widths[i]))).join('  ')}`.trimEnd();
  const isNumber = (i: number) => rows.length > 0 && rows.every((row) => typeof row[i] !== 'string');
  return [
    line(headings, isNumber),
    line(
      widths.map((width) => '─'.repeat(width)),
      () => false,
    ),
    ...text.map((row) => line(row, isNumber)),
  ].join('\n');
}

function cellText(value: Cell): string {
  if (value === null || value === undefined) return '–';
  if (typeof value === 'string') return value;
  return Number.isInteger(value) ? value.toLocaleString('en-US') : String(Number(value.toPrecision(4)));
}
