import type { Random } from '../../random/random.js';
import { Team } from '../../threads/team.js';
import type { Calibration } from './calibration.js';
import { type EmbeddingMemory, embeddingSteps } from './embedding-steps.js';
import { relations, slotsPerExample, type Targets } from './training-examples.js';
import { featuresOf } from './subwords.js';

export interface EmbeddingOptions {
  readonly dimensions: number;
  readonly batchSize: number;
  readonly threads: number;
}

/** Chunks of a batch: a number of its own, so that the result doesn't depend on how many threads there are. */
const chunks = 4;
const [gradientStep, updateStep] = [0, 1];
const firstScale = 10;
const firstBias = -4;
const spread = 0.02;
const tiny = 1e-12;
/** The numbers that all pairs share learn so many times faster than the vectors. */
const sharedRate = 10;

/** Rows of the weights, and what each counts. */
interface FeatureList {
  readonly rows: number[];
  readonly shares: number[];
}

/** Distinct phrases with the rows of their features. */
export class PhraseTable {
  private readonly places = new Map<string, number>();
  private readonly rows = new Map<number, number>();
  private readonly lists: FeatureList[] = [];

  /** `frequent` words count less than 1. */
  constructor(private readonly frequent: ReadonlyMap<string, number> = new Map()) {}

  /** The place of a phrase: words as encoders compare them, parted by blanks. */
  place(phrase: string): number {
    let place = this.places.get(phrase);
    if (place === undefined) {
      this.places.set(phrase, (place = this.lists.length));
      this.lists.push(this.listOf(phrase, (feature) => this.rowOf(feature)));
    }
    return place;
  }

  /** A phrase that nothing is learned of: its known features alone. */
  known(phrase: string): FeatureList {
    return this.listOf(phrase, (feature) => this.rows.get(feature));
  }

  list(place: number): FeatureList {
    return this.lists[place];
  }

  get features(): number {
    return this.rows.size;
  }

  /** The hash of each row. */
  get hashes(): Uint32Array {
    return Uint32Array.from(this.rows.keys());
  }

  shared(): Pick<EmbeddingMemory, 'starts' | 'features' | 'shares'> {
    const starts = sharedArray(Int32Array, this.lists.length + 1);
    for (const [i, { rows }] of this.lists.entries()) starts[i + 1] = starts[i] + rows.length;
    const features = sharedArray(Int32Array, starts[this.lists.length]);
    const shares = sharedArray(Float32Array, features.length);
    for (const [i, list] of this.lists.entries()) {
      features.set(list.rows, starts[i]);
      shares.set(list.shares, starts[i]);
    }
    return { starts, features, shares };
  }

  private rowOf(feature: number): number {
    let row = this.rows.get(feature);
    if (row === undefined) this.rows.set(feature, (row = this.rows.size));
    return row;
  }

  private listOf(phrase: string, rowOf: (feature: number) => number | undefined): FeatureList {
    const list: FeatureList = { rows: [], shares: [] };
    for (const word of phrase.split(' ')) {
      const features = featuresOf(word);
      const share = (this.frequent.get(word) ?? 1) / features.length;
      for (const feature of features) {
        const row = rowOf(feature);
        if (row === undefined) continue;
        list.rows.push(row);
        list.shares.push(share);
      }
    }
    return list;
  }
}

/** Embeddings of phrases and targets in training: batches of examples, on several threads, the same bytes whatever their number. */
export class EmbeddingTrainer {
  readonly memory: EmbeddingMemory;
  private readonly team: Team<EmbeddingMemory>;
  private readonly sharedSquares: Float64Array;
  /** Examples so far: each leaves out features of its own choice. */
  private drawn = 0;
  private readonly concepts: number;

  constructor(
    private readonly phrases: PhraseTable,
    targets: Targets,
    examples: number,
    options: EmbeddingOptions,
    random: Random,
  ) {
    this.concepts = targets.concepts;
    this.memory = memoryFor(phrases, targets, examples, options);
    const { weights, targets: rows, shared } = this.memory;
    fillNormal(weights, random.fork('features'));
    fillNormal(rows, random.fork('targets'));
    shared.fill(firstBias);
    shared[0] = firstScale;
    this.sharedSquares = new Float64Array(shared.length);
    this.team = new Team(embeddingSteps, this.memory, options.threads);
  }

  /** Learns `count` examples from `from` on. */
  train(from: number, count: number, rate: number): void {
    this.team.run(gradientStep, chunks, from, count, chunks, this.drawn);
    this.team.run(updateStep, chunks, from, count, chunks, this.drawn, rate);
    this.drawn += count;
    this.learnShared(from, count, rate);
  }

  /** The chance by which training judges whether a phrase is a concept. */
  get calibration(): Calibration {
    const [scale, bias] = this.memory.shared;
    return { scale, bias };
  }

  /** Cosines of a phrase, with all its features, and `count` targets from `from` on. */
  cosines({ rows, shares }: FeatureList, from: number, count: number): Float64Array {
    const { dimensions, weights, targets } = this.memory;
    const sum = new Float64Array(dimensions);
    for (const [at, row] of rows.entries()) for (let i = 0; i < dimensions; i++) sum[i] += shares[at] * weights[row * dimensions + i];
    const own = Math.hypot(...sum);
    return Float64Array.from({ length: count }, (_, target) => {
      const row = (from + target) * dimensions;
      let [dot, squares] = [0, tiny];
      for (let i = 0; i < dimensions; i++) {
        dot += sum[i] * targets[row + i];
        squares += targets[row + i] * targets[row + i];
      }
      return own > 0 ? dot / (own * Math.sqrt(squares)) : 0;
    });
  }

  /** The concepts that are nearest to a phrase now. */
  nearest(phrase: number, count: number): number[] {
    const cosines = this.cosines(this.phrases.list(phrase), 0, this.concepts);
    return Array.from(cosines.keys())
      .sort((a, b) => cosines[b] - cosines[a] || a - b)
      .slice(0, count);
  }

  async end(): Promise<void> {
    await this.team.end();
  }

  private learnShared(from: number, count: number, rate: number): void {
    const { examples, slopes, cosines, shared, slots } = this.memory;
    const gradient = new Float64Array(shared.length);
    for (let place = 0; place < count * slots; place++) {
      const pair = examples[(from + Math.floor(place / slots)) * (slots + 1) + 1 + (place % slots)];
      if (pair < 0) continue;
      gradient[0] += slopes[place] * cosines[place];
      gradient[1 + ((pair >> 1) & 3)] += slopes[place];
    }
    for (let i = 0; i < shared.length; i++) {
      if (gradient[i] === 0) continue;
      const square = gradient[i] * gradient[i];
      this.sharedSquares[i] = this.sharedSquares[i] === 0 ? square : 0.99 * this.sharedSquares[i] + 0.01 * square;
      shared[i] -= (sharedRate * rate * gradient[i]) / Math.sqrt(this.sharedSquares[i]);
    }
  }
}

function memoryFor(phrases: PhraseTable, targets: Targets, examples: number, { dimensions, batchSize }: EmbeddingOptions): EmbeddingMemory {
  const slots = slotsPerExample;
  return {
    dimensions,
    slots,
    ...phrases.shared(),
    examples: sharedArray(Int32Array, examples * (slots + 1)),
    weights: sharedArray(Float32Array, phrases.features * dimensions),
    targets: sharedArray(Float32Array, targets.count * dimensions),
    weightSquares: sharedArray(Float32Array, phrases.features),
    targetSquares: sharedArray(Float32Array, targets.count),
    shared: sharedArray(Float64Array, 1 + relations.length),
    units: sharedArray(Float32Array, batchSize * dimensions),
    gradients: sharedArray(Float32Array, batchSize * dimensions),
    gradientSquares: sharedArray(Float64Array, batchSize),
    cosines: sharedArray(Float64Array, batchSize * slots),
    slopes: sharedArray(Float64Array, batchSize * slots),
  };
}

type Numbers = Int32Array | Float32Array | Float64Array;

function sharedArray<T extends Numbers>(
  Type: { new (buffer: SharedArrayBuffer): T; readonly BYTES_PER_ELEMENT: number },
  length: number,
): T {
  return new Type(new SharedArrayBuffer(length * Type.BYTES_PER_ELEMENT));
}

function fillNormal(values: Float32Array, random: Random): void {
  for (let i = 0; i < values.length; i++) values[i] = spread * random.normal();
}
