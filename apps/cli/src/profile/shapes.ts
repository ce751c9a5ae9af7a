import type { DatasetDetail } from '@atelier/contracts';

export type ProfiledColumn = DatasetDetail['profile'][number];

/** Where the quartiles stand between the least and the largest value, 0 to 1; undefined where all values are one. */
export function boxOf({ numeric }: ProfiledColumn): readonly [number, number, number] | undefined {
  const [min, low, middle, high, max] = [numeric?.min, numeric?.['25%'], numeric?.['50%'], numeric?.['75%'], numeric?.max].map(
    (value) => value ?? Number.NaN,
  );
  if (!(max > min)) return undefined;
  const place = (value: number) => Math.min(1, Math.max(0, (value - min) / (max - min)));
  return [place(low), place(middle), place(high)];
}

/** Shares of the most frequent values among those that are there; none for columns whose values hardly come again. */
export function sharesOf(
  { top_values, missing, distinct }: ProfiledColumn,
  rows: number,
  most: number,
): { readonly value: string; readonly share: number }[] {
  const present = rows - missing;
  if (present === 0 || distinct === present) return [];
  return top_values
    .flatMap(({ value, count }) => (count === null ? [] : [{ value: String(value), share: count / present }]))
    .slice(0, most);
}

/** A number for people: four digits, thousands apart. */
export function shown(value: number | null | undefined): string {
  if (value === null || value === undefined || Number.isNaN(value)) return '–';
  if (Number.isInteger(value) && Math.abs(value) < 1e15) return value.toLocaleString('en-US');
  return Math.abs(value) >= 1e6 || Math.abs(value) < 1e-3
    ? value.toExponential(2)
    : Number(value.toPrecision(4)).toLocaleString('en-US', { maximumFractionDigits: 6 });
}

export function percent(share: number): string {
  const value = share * 100;
  if (share > 0 && value < 0.01) return '< 0.01 %';
  return `${value >= 10 ? Math.round(value) : Number(value.toPrecision(2))} %`;
}
