import type { KernelMemory } from '../kernel-memory.js';
import type { FeatureColumn } from './feature-columns.js';

/**
 * Features whose histograms are built together, row by row. A feature has the positions `offsets[i] … offsets[i + 1] − 1`, one per bin. Dense: `width`
 * positions for each row. Sparse: for row r the positions `starts[r] … starts[r + 1] − 1` of `positions`, without those of the features' most
 * frequent bins, which are what is left of a leaf's total.
 */
export interface Block {
  /** Places in the list of features. */
  readonly features: Int32Array;
  readonly offsets: Int32Array;
  readonly width: number;
  readonly positions: Uint16Array | Uint32Array;
  /** Sparse blocks only. */
  readonly starts?: Uint32Array;
  /** Per feature the position that is left out, −1 in dense blocks. */
  readonly leftOut: Int32Array;
}

/** Blocks are the chunks that threads share out; one this wide keeps its histogram of a leaf in the nearest cache. */
const denseWidth = 8;
const sparseWidth = 128;
const bareWidth = 4;

/** A feature is sparse when so large a share of rows is in one bin (CatBoost: 0.83). */
const sparseShare = 0.83;

/** The rows' positions are laid out in `memory`. */
export function layOutBlocks(features: readonly FeatureColumn[], memory: KernelMemory): Block[] {
  const modes = features.map(mostFrequentBin);
  const places = Array.from(features.keys());
  const dense = places.filter((i) => modes[i].share <= sparseShare);
  const sparse = places.filter((i) => modes[i].share > sparseShare);
  return [
    ...evenParts(dense, denseWidth).map((part) => denseBlock(features, part, memory)),
    ...evenParts(sparse, sparseWidth).map((part) => sparseBlock(features, part, modes, memory)),
  ];
}

/** Blocks without positions, for kernels that go by the features' codes: a handful of features each, for threads to share out. */
export function bareBlocks(features: readonly FeatureColumn[]): Block[] {
  return evenParts(Array.from(features.keys()), bareWidth).map((part) => ({
    features: Int32Array.from(part),
    offsets: offsetsOf(features, part),
    width: part.length,
    positions: new Uint16Array(),
    leftOut: new Int32Array(part.length).fill(-1),
  }));
}

/** As few parts as hold at most `most` places each, all of about the same length. */
function evenParts(places: readonly number[], most: number): number[][] {
  const count = Math.ceil(places.length / most);
  const start = (part: number) => Math.round((part * places.length) / count);
  return Array.from({ length: count }, (_, part) => places.slice(start(part), start(part + 1)));
}

interface Mode {
  readonly bin: number;
  readonly share: number;
}

function mostFrequentBin({ codes, bins }: FeatureColumn): Mode {
  const counts = new Int32Array(bins);
  for (const code of codes) counts[code]++;
  let bin = 0;
  for (let i = 1; i < bins; i++) if (counts[i] > counts[bin]) bin = i;
  return { bin, share: counts[bin] / codes.length };
}

function offsetsOf(features: readonly FeatureColumn[], places: readonly number[]): Int32Array {
  const offsets = new Int32Array(places.length + 1);
  places.forEach((place, i) => {
    offsets[i + 1] = offsets[i] + features[place].bins;
  });
  return offsets;
}

function denseBlock(features: readonly FeatureColumn[], places: readonly number[], memory: KernelMemory): Block {
  const offsets = offsetsOf(features, places);
  const width = places.length;
  const rows = features[places[0]].codes.length;
  const positions = memory.places(rows * width);
  places.forEach((place, i) => {
    const { codes } = features[place];
    for (let row = 0, at = i; row < rows; row++, at += width) positions[at] = offsets[i] + codes[row];
  });
  return { features: Int32Array.from(places), offsets, width, positions, leftOut: new Int32Array(width).fill(-1) };
}

function sparseBlock(features: readonly FeatureColumn[], places: readonly number[], modes: readonly Mode[], memory: KernelMemory): Block {
  const offsets = offsetsOf(features, places);
  const rows = features[places[0]].codes.length;
  const starts = memory.counts(rows + 1);
  for (const place of places) {
    const { codes } = features[place];
    for (let row = 0; row < rows; row++) if (codes[row] !== modes[place].bin) starts[row + 1]++;
  }
  for (let row = 0; row < rows; row++) starts[row + 1] += starts[row];
  const positions = memory.counts(starts[rows]);
  const next = starts.slice(0, rows);
  places.forEach((place, i) => {
    const { codes } = features[place];
    for (let row = 0; row < rows; row++) if (codes[row] !== modes[place].bin) positions[next[row]++] = offsets[i] + codes[row];
  });
  const leftOut = Int32Array.from(places, (place, i) => offsets[i] + modes[place].bin);
  return { features: Int32Array.from(places), offsets, width: places.length, positions, starts, leftOut };
}
