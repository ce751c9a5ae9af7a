/** RFC 4180, but with line feeds. */
export function csvText(header: readonly string[], rows: readonly (readonly (string | number | boolean)[])[]): string {
  return `${[header, ...rows].map((row) => row.map(cellText).join(',')).join('\n')}\n`;
}

function cellText(value: string | number | boolean): string {
  const text = String(value);
  return /[",\n\r]/u.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
