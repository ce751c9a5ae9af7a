import type { Signature } from '../../frame/signature.js';
import type { RawRow } from '../../pipeline/encode.js';
import { createRandom, type Random } from '../../random/random.js';

/** What is known of the values that a model tells apart, by column. */
export interface ProbeValues {
  readonly thresholds?: ReadonlyMap<string, readonly number[]>;
  readonly categories?: ReadonlyMap<string, readonly string[]>;
}

const scales = [1, 100, 10_000];

/**
 * Made-up rows to check a model with that came without data: at and about its thresholds, its categories, texts that it never saw, and missing
 * values; the last but one has every value missing, the last only unseen texts.
 */
export function probeRows({ inputs }: Signature, { thresholds, categories }: ProbeValues, count: number, seed = 1): RawRow[] {
  const random = createRandom(seed).fork('probe rows');
  const cells = inputs.map(({ name, type, kind }) => {
    if (kind === 'text') return [name, () => textOf(categories?.get(name) ?? [], random)] as const;
    if (type === 'boolean') return [name, () => (random.next() < 0.1 ? null : random.next() < 0.5)] as const;
    const near = thresholds?.get(name) ?? [];
    return [name, () => numberOf(near, type === 'integer', random)] as const;
  });
  const rows: RawRow[] = Array.from({ length: count - 2 }, () => Object.fromEntries(cells.map(([name, cell]) => [name, cell()])));
  const texts = inputs.filter(({ kind }) => kind === 'text');
  return [...rows, {}, Object.fromEntries(texts.map(({ name }) => [name, unseen]))];
}

const unseen = '\u{1F300} never seen';

function textOf(categories: readonly string[], random: Random): string | null {
  const draw = random.next();
  if (draw < 0.1) return null;
  return categories.length === 0 || draw < 0.2 ? unseen : categories[random.integer(categories.length)];
}

function numberOf(thresholds: readonly number[], isWhole: boolean, random: Random): number | null {
  const draw = random.next();
  if (draw < 0.1) return null;
  const scale = scales[random.integer(scales.length)];
  if (thresholds.length === 0) return Math.fround(isWhole ? Math.round(scale * random.normal()) : scale * random.normal());
  const threshold = thresholds[random.integer(thresholds.length)];
  if (draw < 0.4) return threshold;
  return Math.fround(threshold + 0.1 * random.normal() * Math.max(1e-3, Math.abs(threshold)));
}
