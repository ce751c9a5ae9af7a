import type { Column } from '../frame/column.js';

/** How well a column alone predicts a target, on rows other than those it was learned from. */
export interface Power {
  /** Area under the ROC curve (weighted over the classes) for classes, share of the variance that is explained for values. */
  readonly score: number;
}

const mostBins = 32;
const mostCategories = 50;
const rowsPerBin = 20;

/** Bins of a column: quantiles of numbers, frequent categories, missing values apart. undefined where there are too few rows or too many values. */
export function binned(column: Column, rows: number): { readonly codes: Int32Array; readonly bins: number } | undefined {
  const most = Math.floor(rows / rowsPerBin);
  if (most < 3) return undefined;
  return column.kind === 'number'
    ? binnedNumbers(column.values, Math.min(mostBins, most))
    : binnedTexts(column, Math.min(mostCategories, most));
}

function binnedNumbers(values: Float64Array, most: number): { codes: Int32Array; bins: number } | undefined {
  const present = values.filter((value) => !Number.isNaN(value)).sort();
  if (present.length === 0 || present[0] === present[present.length - 1]) return undefined;
  const edges: number[] = [];
  for (let bin = 1; bin < most; bin++) {
    const edge = present[Math.floor((bin * present.length) / most)];
    if (edge > (edges.at(-1) ?? present[0])) edges.push(edge);
  }
  const codes = Int32Array.from(values, (value) => (Number.isNaN(value) ? edges.length + 1 : binOf(edges, value)));
  return { codes, bins: edges.length + 2 };
}

function binOf(edges: readonly number[], value: number): number {
  let low = 0;
  let high = edges.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (value >= edges[middle]) low = middle + 1;
    else high = middle;
  }
  return low;
}

function binnedTexts(
  { codes, dictionary }: Extract<Column, { kind: 'text' }>,
  most: number,
): { codes: Int32Array; bins: number } | undefined {
  if (dictionary.length > codes.length / 2) return undefined;
  const counts = new Int32Array(dictionary.length);
  for (const code of codes) if (code >= 0) counts[code]++;
  const frequent = Array.from(counts.keys()).sort((a, b) => counts[b] - counts[a]);
  const binOfCode = new Int32Array(dictionary.length).fill(most);
  for (const [bin, code] of frequent.slice(0, most).entries()) binOfCode[code] = bin;
  return { codes: codes.map((code) => (code < 0 ? most + 1 : binOfCode[code])), bins: most + 2 };
}

/** Half of the rows learn, the other half is judged; scattered, so that no period of the table's order meets it. */
function learns(row: number): boolean {
  return ((Math.imul(row + 1, 0x9e37_79b1) >>> 16) & 1) === 1;
}

/** `classes` holds −1 where the target is missing. */
export function powerOverClasses(codes: Int32Array, bins: number, classes: Int32Array, count: number): Power {
  const learned = new Float64Array(bins * count);
  const judged = new Float64Array(bins * count);
  for (let row = 0; row < codes.length; row++) if (classes[row] >= 0) (learns(row) ? learned : judged)[codes[row] * count + classes[row]]++;
  let score = 0;
  let weight = 0;
  for (let one = 0; one < count; one++) {
    const { area, positives } = oneAgainstRest(learned, judged, bins, count, one);
    if (Number.isNaN(area)) continue;
    score += area * positives;
    weight += positives;
  }
  return { score: weight === 0 ? 0.5 : score / weight };
}

function oneAgainstRest(
  learned: Float64Array,
  judged: Float64Array,
  bins: number,
  count: number,
  one: number,
): { area: number; positives: number } {
  const total = (table: Float64Array, bin: number) => table.subarray(bin * count, (bin + 1) * count).reduce((sum, value) => sum + value, 0);
  const rate = Array.from({ length: bins }, (_, bin) => (learned[bin * count + one] + 0.5) / (total(learned, bin) + 1));
  const order = Array.from(rate.keys()).sort((a, b) => rate[a] - rate[b]);
  let below = 0;
  let area = 0;
  let positives = 0;
  for (const bin of order) {
    const positive = judged[bin * count + one];
    const negative = total(judged, bin) - positive;
    area += positive * (below + negative / 2);
    below += negative;
    positives += positive;
  }
  return { area: area / (positives * below), positives };
}

/** `values` holds NaN where the target is missing. */
export function powerOverValues(codes: Int32Array, bins: number, values: Float64Array): Power {
  const sums = new Float64Array(bins);
  const counts = new Float64Array(bins);
  let all = 0;
  let learned = 0;
  for (let row = 0; row < codes.length; row++) {
    if (Number.isNaN(values[row]) || !learns(row)) continue;
    sums[codes[row]] += values[row];
    counts[codes[row]]++;
    all += values[row];
    learned++;
  }
  const mean = all / learned;
  let residual = 0;
  let variance = 0;
  for (let row = 0; row < codes.length; row++) {
    if (Number.isNaN(values[row]) || learns(row)) continue;
    const bin = codes[row];
    residual += (values[row] - (counts[bin] > 0 ? sums[bin] / counts[bin] : mean)) ** 2;
    variance += (values[row] - mean) ** 2;
  }
  return { score: variance > 0 ? Math.max(0, 1 - residual / variance) : 0 };
}
