// What the generated pages are written with.
export function table(headings, rows) {
  const line = (cells) => `| ${cells.map((cell) => String(cell).replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(headings), line(headings.map(() => '---')), ...rows.map(line)].join('\n');
}

export function code(value) {
  return `\`${typeof value === 'string' ? value : JSON.stringify(value)}\``;
}
