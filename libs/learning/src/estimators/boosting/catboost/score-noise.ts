/** Quantiles of the standard normal distribution at the middles of so many equal parts. */
const parts = 4096;
let quantiles: Float64Array | undefined;

/** Normal noise that depends on nothing but a seed and the place it is asked for, so that any thread may ask for any of it. */
export interface ScoreNoise {
  readonly seed: number;
  /** What CatBoost takes: strength · √mean(g²), less as the model grows (random_score_type NormalWithModelSizeDecrease). */
  readonly deviation: number;
}

/** The noise of the split at `place` of all; of two draws, the kernels add the first. */
export function noiseAt(noise: ScoreNoise, level: number, place: number, draw: 0 | 1): number {
  return noise.deviation * normalQuantiles()[mixed(levelSeed(noise, level), 2 * place + draw) & (parts - 1)];
}

export function levelSeed({ seed }: ScoreNoise, level: number): number {
  return (seed + level * 0x9e3779b1) | 0;
}

/** The factor by which noise fades: n e^−l / (1 + n e^−l) for n rows and a model of length l = trees · learning rate. */
export function fading(rows: number, length: number): number {
  const left = Math.exp(Math.log(rows) - length);
  return left / (1 + left);
}

/** 32 bits that look like chance: murmur3's finaliser over seed and place. */
export function mixed(seed: number, place: number): number {
  let h = (seed ^ Math.imul(place, 0x85ebca6b)) | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/** The quantiles that noise is drawn from; the kernels have a copy. */
export function normalQuantiles(): Float64Array {
  quantiles ??= Float64Array.from({ length: parts }, (_, i) => normalQuantile((i + 0.5) / parts));
  return quantiles;
}

/** By halving on the distribution function (Abramowitz & Stegun 26.2.17); four digits are plenty for noise. */
function normalQuantile(share: number): number {
  let low = -6;
  let high = 6;
  for (let step = 0; step < 40; step++) {
    const middle = (low + high) / 2;
    if (normalShare(middle) < share) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

function normalShare(value: number): number {
  const t = 1 / (1 + 0.2316419 * Math.abs(value));
  const tail = t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  const beyond = (Math.exp((-value * value) / 2) / Math.sqrt(2 * Math.PI)) * tail;
  return value < 0 ? beyond : 1 - beyond;
}
