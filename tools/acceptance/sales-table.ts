/** Sales of two shops, a row a day and shop, with a week's rhythm, as CSV. */
export function salesTable(rows: number): string {
  const lines = Array.from({ length: rows }, (_, row) => {
    const days = Math.floor(row / 2);
    const day = new Date(Date.UTC(2024, 0, 1) + days * 86_400_000).toISOString().slice(0, 10);
    const sales = 200 + 0.3 * days + 40 * Math.sin((days * 2 * Math.PI) / 7) + 15 * Math.sin(row * 12.9898);
    return `${day},${row % 2 === 0 ? 'Berlin' : 'Munich'},${sales.toFixed(2)}`;
  });
  return `day,shop,sales\n${lines.join('\n')}\n`;
}
