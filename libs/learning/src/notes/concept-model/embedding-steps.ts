import type { Step, StepModule } from '../../threads/team.js';

/** What the members of a team see of a training: examples and tables, in shared memory. */
export interface EmbeddingMemory {
  readonly dimensions: number;
  /** Pairs of one example at most. */
  readonly slots: number;
  /** Phrase p has the features `features[starts[p]]` … `features[starts[p + 1] − 1]`, each with its share. */
  readonly starts: Int32Array;
  readonly features: Int32Array;
  readonly shares: Float32Array;
  /** One epoch's examples: a phrase, then `slots` pairs as `pairOf` writes them; −1 for none. */
  readonly examples: Int32Array;
  /** Row-major [features × dimensions], [targets × dimensions]. */
  readonly weights: Float32Array;
  readonly targets: Float32Array;
  /** Running mean squares of the gradients of each row. */
  readonly weightSquares: Float32Array;
  readonly targetSquares: Float32Array;
  /** The numbers that all pairs share: the scale, then a bias for each relation. */
  readonly shared: Float64Array;
  /** Of a batch: phrases' unit vectors and gradients, [batch × dimensions]; pairs' cosines and slopes, [batch × slots]. */
  readonly units: Float32Array;
  readonly gradients: Float32Array;
  readonly gradientSquares: Float64Array;
  readonly cosines: Float64Array;
  readonly slopes: Float64Array;
}

/** A pair that isn't so counts this much of one that is: there are several for each. */
const negativeWeight = 0.5;
/** Features that an example goes without, of 256. */
const droppedOf256 = 150;
/** How fast a row forgets its earlier gradients. */
const memoryOfSquares = 0.99;
const tiny = 1e-12;

export function createSteps(memory: EmbeddingMemory): readonly Step[] {
  return [gradientStep(memory), updateStep(memory)];
}

export const embeddingSteps: StepModule<EmbeddingMemory> = { url: import.meta.url, createSteps };

/** Slopes of the logistic loss of one chunk's examples; every `chunks`-th of the batch is this chunk's. */
function gradientStep(memory: EmbeddingMemory): Step {
  const { dimensions, slots, examples, targets, shared, cosines, slopes, units, gradients } = memory;
  const sum = new Float64Array(dimensions);
  const pull = new Float64Array(dimensions);
  return (chunk, from, count, chunks, draw) => {
    for (let at = chunk; at < count; at += chunks) {
      const example = (from + at) * (slots + 1);
      const length = phraseInto(sum, memory, examples[example], draw + at);
      const unit = at * dimensions;
      for (let i = 0; i < dimensions; i++) units[unit + i] = sum[i] / length;
      pull.fill(0);
      for (let slot = 0; slot < slots; slot++) {
        const pair = examples[example + 1 + slot];
        const place = at * slots + slot;
        slopes[place] = 0;
        if (pair < 0) continue;
        const row = (pair >> 3) * dimensions;
        let dot = 0;
        let squares = tiny;
        for (let i = 0; i < dimensions; i++) {
          const value = targets[row + i];
          dot += units[unit + i] * value;
          squares += value * value;
        }
        const norm = Math.sqrt(squares);
        const cosine = dot / norm;
        const logit = shared[0] * cosine + shared[1 + ((pair >> 1) & 3)];
        const label = pair & 1;
        const weight = label === 1 ? 1 : negativeWeight;
        const chance = 1 / (1 + Math.exp(-logit));
        cosines[place] = cosine;
        slopes[place] = weight * (chance - label);
        const factor = (slopes[place] * shared[0]) / norm;
        for (let i = 0; i < dimensions; i++) pull[i] += factor * targets[row + i];
      }
      let along = 0;
      for (let i = 0; i < dimensions; i++) along += pull[i] * units[unit + i];
      let squares = 0;
      for (let i = 0; i < dimensions; i++) {
        const gradient = (pull[i] - along * units[unit + i]) / length;
        gradients[unit + i] = gradient;
        squares += gradient * gradient;
      }
      memory.gradientSquares[at] = squares / dimensions;
    }
  };
}

function phraseInto(
  sum: Float64Array,
  { dimensions, starts, features, shares, weights }: EmbeddingMemory,
  phrase: number,
  draw: number,
): number {
  sum.fill(0);
  for (let at = starts[phrase]; at < starts[phrase + 1]; at++) {
    if (isDropped(draw, at)) continue;
    const row = features[at] * dimensions;
    const share = shares[at];
    for (let i = 0; i < dimensions; i++) sum[i] += share * weights[row + i];
  }
  let squares = tiny;
  for (let i = 0; i < dimensions; i++) squares += sum[i] * sum[i];
  return Math.sqrt(squares);
}

/** Moves the rows of one chunk, those whose number leaves it as remainder, against the batch's gradients, example by example. */
function updateStep(memory: EmbeddingMemory): Step {
  const { dimensions, slots, examples, starts, features, shares, weights, targets, weightSquares, targetSquares } = memory;
  const { units, gradients, gradientSquares, cosines, slopes, shared } = memory;
  return (chunk, from, count, chunks, draw, rate) => {
    for (let at = 0; at < count; at++) {
      const example = (from + at) * (slots + 1);
      const phrase = examples[example];
      const unit = at * dimensions;
      for (let place = starts[phrase]; place < starts[phrase + 1]; place++) {
        const feature = features[place];
        if (feature % chunks !== chunk || isDropped(draw + at, place)) continue;
        const share = shares[place];
        const square = rememberedSquare(weightSquares, feature, share * share * gradientSquares[at]);
        const step = (rate * share) / Math.sqrt(square + tiny);
        for (let i = 0, row = feature * dimensions; i < dimensions; i++) weights[row + i] -= step * gradients[unit + i];
      }
      for (let slot = 0; slot < slots; slot++) {
        const pair = examples[example + 1 + slot];
        const target = pair >> 3;
        if (pair < 0 || target % chunks !== chunk) continue;
        const row = target * dimensions;
        let squares = tiny;
        for (let i = 0; i < dimensions; i++) squares += targets[row + i] * targets[row + i];
        const norm = Math.sqrt(squares);
        const cosine = cosines[at * slots + slot];
        const factor = (slopes[at * slots + slot] * shared[0]) / norm;
        const square = rememberedSquare(targetSquares, target, (factor * factor * Math.max(0, 1 - cosine * cosine)) / dimensions);
        const step = (rate * factor) / Math.sqrt(square + tiny);
        const back = cosine / norm;
        for (let i = 0; i < dimensions; i++) targets[row + i] -= step * (units[unit + i] - back * targets[row + i]);
      }
    }
  };
}

/**
 * Whether an example goes without a feature this time, so that a phrase is known by any part of it, as phrases that were never seen have to
 * be (dropout, Srivastava et al. 2014).
 */
function isDropped(draw: number, place: number): boolean {
  let mixed = Math.imul(draw ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul(place, 0xc2b2ae35);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x2c1b3c6d);
  return ((mixed ^ (mixed >>> 13)) & 0xff) < droppedOf256;
}

function rememberedSquare(squares: Float32Array, row: number, square: number): number {
  squares[row] = squares[row] === 0 ? square : memoryOfSquares * squares[row] + (1 - memoryOfSquares) * square;
  return squares[row];
}
