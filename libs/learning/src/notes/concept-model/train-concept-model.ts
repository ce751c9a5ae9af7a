import { LearningError, throwIfAborted } from '../../errors.js';
import { pause } from '../../estimators/pause.js';
import { createRandom, type Random } from '../../random/random.js';
import { ConceptDetector } from '../detection/detect-concepts.js';
import type { Lexicon } from '../lexicon/lexicon.js';
import { type Calibration, calibrate, chanceOf } from './calibration.js';
import { ConceptModel } from './concept-model.js';
import { EmbeddingTrainer, PhraseTable } from './embedding-trainer.js';
import { type AliasPair, type AliasSplit, phraseSet, splitAliases, withoutPhrases } from './lexicon-pairs.js';
import { learnJudge } from './learn-judge.js';
import { type ContextNote, noteContexts } from './note-contexts.js';
import { type PairMetrics, PairTally } from './pair-metrics.js';
import { SubwordEncoder } from './subword-encoder.js';
import { untoldWeights } from './phrase-judge.js';
import { ExampleSource, Targets } from './training-examples.js';
import { wordWeights } from './word-weights.js';

export const conceptModelSizes = { base: 128, large: 384 } as const;
export type ConceptModelSize = keyof typeof conceptModelSizes;

export interface ConceptTrainingOptions {
  readonly size: ConceptModelSize;
  readonly epochs: number;
  readonly batchSize: number;
  readonly learningRate: number;
  readonly seed: number;
}

export const defaultConceptTraining: ConceptTrainingOptions = { size: 'base', epochs: 30, batchSize: 16, learningRate: 0.001, seed: 7 };

/**
 * One epoch's metrics, of as many pairs as others: aliases that were trained on, at the chance that training gives them, and aliases that were
 * held out, at the chance that the other half of these calibrates.
 */
export interface EpochMetrics {
  readonly epoch: number;
  readonly training: PairMetrics;
  readonly heldOut: PairMetrics;
}

export interface TrainingWork {
  readonly threads: number;
  readonly signal?: AbortSignal;
  readonly onEpoch?: (metrics: EpochMetrics) => void;
}

export interface TrainedConceptModel {
  readonly model: ConceptModel;
  readonly encoder: SubwordEncoder;
  readonly options: ConceptTrainingOptions;
  readonly epochs: readonly EpochMetrics[];
  readonly split: AliasSplit;
  /** Of the aliases that judge, the share whose nearest concept of all is theirs. */
  readonly nearestIsRight: number;
}

/** Share of the phrases that are held out: one half of them calibrates, the other judges. */
const heldOutShare = 0.2;
/** Fewer notes hold no contexts worth learning. */
export const fewestNotes = 50;
/** Pairs that a training's metrics are of. */
const judgedPairs = 1000;
/** The rate at the end, as a share of that at the beginning. */
const lastRate = 0.05;
/** Epochs between two looks at what everyday phrases are mistaken for, and how many concepts each look finds. */
const epochsPerLook = 2;
const mistakes = 4;
/** Batches between two turns for what waits outside. */
const batchesPerPause = 32;

/**
 * Learns one space for phrases and concepts: aliases near the concept they stand for and its bucket, less near what it is a kind of, phrases of notes
 * near what the same client's other notes speak of (skip-grams with negative sampling, Mikolov et al. 2013; subwords, Bojanowski et al. 2017).
 * The same bytes for the same seed, whatever the number of threads. Throws `learning.parameter_invalid`, `learning.too_few_rows`,
 * `learning.aborted`.
 */
export async function trainConceptModel(
  lexicon: Lexicon,
  notes: readonly ContextNote[],
  options: ConceptTrainingOptions,
  work: TrainingWork,
): Promise<TrainedConceptModel> {
  requireOptions(options);
  requireData(lexicon, notes);
  throwIfAborted(work.signal);
  const random = createRandom(options.seed);
  const split = splitAliases(lexicon, heldOutShare, random.fork('split'));
  const heldOut = [...split.calibrating, ...split.judging];
  const known = withoutPhrases(lexicon, phraseSet(heldOut));
  const places = new Map(lexicon.concepts.map(({ id }, place) => [id, place]));
  const contexts = await noteContexts(notes, new ConceptDetector(known), places, work.signal);
  const targets = new Targets(lexicon);
  const frequent = wordWeights(contexts.words);
  const phrases = new PhraseTable(frequent);
  const source = new ExampleSource(targets, split.training, contexts, (phrase) => phrases.place(phrase), random.fork('examples'));
  for (const { phrase } of [...contexts.known, ...contexts.unknown]) phrases.place(phrase);
  const trainer = new EmbeddingTrainer(
    phrases,
    targets,
    source.size,
    { dimensions: conceptModelSizes[options.size], batchSize: options.batchSize, threads: work.threads },
    random,
  );
  try {
    const judge = new Judge(trainer, phrases, targets, split, random.fork('judge'));
    const epochs = await trainEpochs(trainer, source, judge, options, work);
    const encoder = encoderOf(trainer, phrases, frequent);
    const vectors = unitRows(trainer.memory.targets.subarray(0, targets.concepts * encoder.dimensions), encoder.dimensions);
    const phrasesOfConcepts = lexicon.concepts.map((): string[] => []);
    for (const { phrase, concept } of split.training) phrasesOfConcepts[concept].push(phrase);
    const parts = { lexicon, encoder, vectors, calibration: judge.calibration, noteCounts: contexts.counts, phrases: phrasesOfConcepts };
    const untold = new ConceptModel({ ...parts, weights: untoldWeights, threshold: 1 });
    const model = new ConceptModel({ ...parts, ...(await learnJudge(untold, lexicon, split, notes, work.signal)) });
    return { model, encoder, options, epochs, split, nearestIsRight: nearestIsRight(model, split.judging) };
  } finally {
    await trainer.end();
  }
}

function requireOptions({ size, epochs, batchSize, learningRate, seed }: ConceptTrainingOptions): void {
  const refuse = (name: string, message: string) => {
    throw new LearningError('learning.parameter_invalid', message, name);
  };
  if (!Object.hasOwn(conceptModelSizes, size))
    refuse('size', `There is no size "${size}"; there are ${Object.keys(conceptModelSizes).join(' and ')}.`);
  for (const [name, value, most] of [
    ['epochs', epochs, 10_000],
    ['batchSize', batchSize, 4096],
  ] as const)
    if (!(Number.isInteger(value) && value >= 1 && value <= most))
      refuse(name, `${name} is a whole number from 1 to ${most}, not ${value}.`);
  if (!(learningRate > 0 && learningRate <= 1)) refuse('learningRate', `The learning rate is above 0 and at most 1, not ${learningRate}.`);
  if (!Number.isInteger(seed)) refuse('seed', `The seed is a whole number, not ${seed}.`);
}

function requireData({ concepts }: Lexicon, notes: readonly ContextNote[]): void {
  if (notes.length < fewestNotes)
    throw new LearningError('learning.too_few_rows', `There are ${notes.length} notes; a concept model needs ${fewestNotes}.`, 'notes');
  if (concepts.length < 2)
    throw new LearningError('learning.too_few_rows', `The lexicon has ${concepts.length} concepts; a concept model needs two.`, 'lexicon');
}

async function trainEpochs(
  trainer: EmbeddingTrainer,
  source: ExampleSource,
  judge: Judge,
  { epochs, batchSize, learningRate }: ConceptTrainingOptions,
  { signal, onEpoch }: TrainingWork,
): Promise<EpochMetrics[]> {
  const batches = Math.ceil(source.size / batchSize);
  const told: EpochMetrics[] = [];
  for (let epoch = 0; epoch < epochs; epoch++) {
    if (epoch % epochsPerLook === 0 && epoch > 0)
      for (const phrase of source.everyday) source.mistake(phrase, trainer.nearest(phrase, mistakes));
    source.draw(trainer.memory.examples);
    for (let batch = 0; batch < batches; batch++) {
      if (batch % batchesPerPause === 0) await pause();
      throwIfAborted(signal);
      const done = (epoch * batches + batch) / (epochs * batches);
      const from = batch * batchSize;
      trainer.train(from, Math.min(batchSize, source.size - from), learningRate * (1 - (1 - lastRate) * done));
    }
    const metrics = { epoch: epoch + 1, ...judge.metrics() };
    told.push(metrics);
    onEpoch?.(metrics);
  }
  return told;
}

interface JudgedPair extends AliasPair {
  readonly isPair: boolean;
}

/** Tells how well pairs are told apart: aliases with their concept, and with another, every second time of the same bucket. */
class Judge {
  calibration: Calibration = { scale: 1, bias: 0 };
  private readonly training: readonly JudgedPair[];
  private readonly calibrating: readonly JudgedPair[];
  private readonly judging: readonly JudgedPair[];

  constructor(
    private readonly trainer: EmbeddingTrainer,
    private readonly phrases: PhraseTable,
    targets: Targets,
    { training, calibrating, judging }: AliasSplit,
    random: Random,
  ) {
    const conceptsOf = Map.groupBy([...training, ...calibrating, ...judging], ({ phrase }) => phrase);
    const judged = (pairs: readonly AliasPair[]) =>
      pairs.flatMap((pair, i): JudgedPair[] => {
        const siblings = targets.siblingsOf[targets.bucketOf[pair.concept]];
        const other = i % 2 === 0 ? siblings[random.integer(siblings.length)] : random.integer(targets.concepts);
        const isOwn = conceptsOf.get(pair.phrase)?.some(({ concept }) => concept === other);
        return [{ ...pair, isPair: true }, ...(isOwn ? [] : [{ phrase: pair.phrase, concept: other, isPair: false }])];
      });
    const step = Math.max(1, Math.floor(training.length / judgedPairs));
    this.training = judged(training.filter((_, i) => i % step === 0));
    this.calibrating = judged(calibrating);
    this.judging = judged(judging);
  }

  metrics(): { training: PairMetrics; heldOut: PairMetrics } {
    const labels = this.calibrating.map(({ isPair }) => isPair);
    this.calibration = calibrate(this.cosines(this.calibrating), labels);
    return { training: this.tally(this.training, this.trainer.calibration), heldOut: this.tally(this.judging, this.calibration) };
  }

  private cosines(pairs: readonly JudgedPair[]): number[] {
    return pairs.map(({ phrase, concept }) => this.trainer.cosines(this.phrases.known(phrase), concept, 1)[0]);
  }

  private tally(pairs: readonly JudgedPair[], calibration: Calibration): PairMetrics {
    const tally = new PairTally();
    for (const [i, cosine] of this.cosines(pairs).entries()) tally.add(chanceOf(calibration, cosine), pairs[i].isPair);
    return tally.metrics;
  }
}

function encoderOf({ memory }: EmbeddingTrainer, phrases: PhraseTable, frequent: ReadonlyMap<string, number>): SubwordEncoder {
  const { dimensions, weights } = memory;
  const { hashes } = phrases;
  const order = Array.from(hashes.keys()).sort((a, b) => hashes[a] - hashes[b]);
  const sorted = new Float32Array(weights.length);
  for (const [at, row] of order.entries()) sorted.set(weights.subarray(row * dimensions, (row + 1) * dimensions), at * dimensions);
  return new SubwordEncoder(
    dimensions,
    Uint32Array.from(order, (row) => hashes[row]),
    sorted,
    frequent,
  );
}

function unitRows(rows: Float32Array, dimensions: number): Float32Array {
  const units = new Float32Array(rows.length);
  for (let from = 0; from < rows.length; from += dimensions) {
    const length = Math.hypot(...rows.subarray(from, from + dimensions));
    for (let at = from; at < from + dimensions; at++) units[at] = length > 0 ? rows[at] / length : 0;
  }
  return units;
}

function nearestIsRight(model: ConceptModel, pairs: readonly AliasPair[]): number {
  const right = pairs.filter(({ phrase, concept }) => model.evidence(phrase)?.concept.id === model.parts.lexicon.concepts[concept].id);
  return right.length / Math.max(1, pairs.length);
}
