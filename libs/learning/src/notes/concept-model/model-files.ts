import { LearningError } from '../../errors.js';
import type { Concept } from '../lexicon/lexicon.js';
import type { Calibration } from './calibration.js';
import { ConceptModel } from './concept-model.js';
import { encoderOnnx, readEncoderOnnx } from './encoder-onnx.js';
import type { AliasPair, AliasSplit } from './lexicon-pairs.js';
import { type JudgeWeights, untoldWeights } from './phrase-judge.js';
import type { SubwordEncoder } from './subword-encoder.js';
import type { ConceptTrainingOptions, EpochMetrics, TrainedConceptModel } from './train-concept-model.js';

export const conceptModelFileNames = ['metadata.json', 'concept_mapping.json', 'training_examples.json', 'encoder.onnx'] as const;
export type ConceptModelFileName = (typeof conceptModelFileNames)[number];

/** What a training read: counted, and known again by its hashes. */
export interface ConceptTrainingData {
  readonly notes: number;
  readonly clients: number;
  readonly notes_sha256: string;
  readonly lexicon_sha256: string;
  /** When the notes or the lexicon say that they are made up. */
  readonly synthetic?: boolean;
}

/** metadata.json of a concept model's folder. */
export interface ConceptModelMetadata {
  readonly format: 'atelier.concept_model';
  readonly version: 1;
  readonly configuration: ConceptTrainingOptions;
  readonly parameters: { readonly dimensions: number; readonly features: number; readonly concepts: number; readonly weights: number };
  readonly metrics: { readonly final: EpochMetrics; readonly nearest_is_right: number; readonly epochs: readonly EpochMetrics[] };
  readonly calibration: Calibration;
  readonly detection: { readonly weights: JudgeWeights; readonly threshold: number };
  readonly data: ConceptTrainingData;
}

/** The files of a concept model's folder. */
export function conceptModelFiles(
  trained: TrainedConceptModel,
  data: ConceptTrainingData,
): Record<ConceptModelFileName, string | Uint8Array> {
  const { model, encoder, options, epochs, split, nearestIsRight } = trained;
  const { lexicon, vectors, calibration, weights, threshold, noteCounts } = model.parts;
  const { concepts } = lexicon;
  const metadata: ConceptModelMetadata = {
    format: 'atelier.concept_model',
    version: 1,
    configuration: options,
    parameters: {
      dimensions: encoder.dimensions,
      features: encoder.features.length,
      concepts: concepts.length,
      weights: encoder.weights.length + vectors.length,
    },
    metrics: { final: epochs[epochs.length - 1], nearest_is_right: nearestIsRight, epochs },
    calibration,
    detection: { weights, threshold },
    data,
  };
  const mapping = concepts.map(({ id, label, bucket }, index) => ({ index, id, label, bucket }));
  const pairs = (list: typeof split.training) => list.map(({ phrase, concept }) => [phrase, concepts[concept].id]);
  return {
    'metadata.json': `${JSON.stringify(metadata, null, 2)}\n`,
    'concept_mapping.json': `${JSON.stringify({ concepts: mapping, buckets: [...new Set(concepts.map(({ bucket }) => bucket))] }, null, 1)}\n`,
    'training_examples.json': `${JSON.stringify({
      training: pairs(split.training),
      calibrating: pairs(split.calibrating),
      judging: pairs(split.judging),
      note_phrases: Object.fromEntries(noteCounts),
    })}\n`,
    'encoder.onnx': encoderOnnx(encoder, vectors),
  };
}

/** A concept model as its folder holds it. */
export interface SavedConceptModel {
  readonly model: ConceptModel;
  readonly encoder: SubwordEncoder;
  readonly metadata: ConceptModelMetadata;
  /** Aliases by what they were used for; those that judge, nothing was learned of. */
  readonly split: AliasSplit;
}

/** Reads a folder's files back. Throws `learning.model_invalid` naming the file and the field that is not as it should be. */
export function readConceptModel(files: Readonly<Record<ConceptModelFileName, Uint8Array>>): SavedConceptModel {
  const metadata = metadataOf(files['metadata.json']);
  const concepts = conceptsOf(files['concept_mapping.json']);
  const { training, calibrating, judging, counts } = examplesOf(files['training_examples.json']);
  const { encoder, vectors } = readEncoderOnnx(files['encoder.onnx']);
  if (encoder.dimensions !== metadata.parameters.dimensions || vectors.length !== concepts.length * encoder.dimensions)
    throw invalid(
      'encoder.onnx',
      `it has ${vectors.length / encoder.dimensions} concepts of ${encoder.dimensions} dimensions; the other files say ${concepts.length} of ${metadata.parameters.dimensions}.`,
    );
  const places = new Map(concepts.map(({ id }, place) => [id, place]));
  const phrases = concepts.map((): string[] => []);
  const placed = (pairs: NamedPairs) => pairs.map(([phrase, id]): AliasPair => ({ phrase, concept: places.get(id) ?? unknown(id) }));
  const split = { training: placed(training), calibrating: placed(calibrating), judging: placed(judging) };
  for (const { phrase, concept } of split.training) phrases[concept].push(phrase);
  const { calibration, detection } = metadata;
  const model = new ConceptModel({ lexicon: { concepts }, encoder, vectors, calibration, ...detection, noteCounts: counts, phrases });
  return { model, encoder, metadata, split };
}

function unknown(id: string): never {
  throw invalid('training_examples.json', `there is the concept "${id}", which concept_mapping.json lacks.`);
}

function metadataOf(bytes: Uint8Array): ConceptModelMetadata {
  const json = jsonOf('metadata.json', bytes);
  const require = (good: boolean, field: string, message: string) => {
    if (!good) throw invalid('metadata.json', `${field} ${message}`);
  };
  require(json.format === 'atelier.concept_model', 'format', `is "${String(json.format)}", not atelier.concept_model.`);
  require(json.version === 1, 'version', `is ${String(json.version)}; this program reads 1.`);
  const { parameters, calibration, detection } = json as Record<string, Record<string, unknown> | undefined>;
  require(Number.isInteger(parameters?.dimensions), 'parameters.dimensions', 'is a whole number.');
  require([calibration?.scale, calibration?.bias].every(Number.isFinite), 'calibration', 'has the numbers scale and bias.');
  require(isNumbers(detection?.weights, untoldWeights.length), 'detection.weights', `are ${untoldWeights.length} numbers.`);
  require(Number.isFinite(detection?.threshold), 'detection.threshold', 'is a number.');
  return json as unknown as ConceptModelMetadata;
}

function conceptsOf(bytes: Uint8Array): Concept[] {
  const { concepts } = jsonOf('concept_mapping.json', bytes);
  if (!Array.isArray(concepts)) throw invalid('concept_mapping.json', 'there is no list "concepts".');
  return concepts.map((entry: Readonly<Record<string, unknown>> | null, row) => {
    for (const field of ['id', 'label', 'bucket'])
      if (typeof entry?.[field] !== 'string') throw invalid('concept_mapping.json', `row ${row + 1}, ${field} is a text.`);
    const { id, label, bucket } = entry as unknown as Concept;
    return { id, label, bucket, aliases: {} };
  });
}

type NamedPairs = readonly (readonly [phrase: string, concept: string])[];

function examplesOf(bytes: Uint8Array): Readonly<Record<keyof AliasSplit, NamedPairs>> & { readonly counts: Map<string, number> } {
  const { training, calibrating, judging, note_phrases: counts } = jsonOf('training_examples.json', bytes);
  if (typeof counts !== 'object' || counts === null || !isNumbers(Object.values(counts)))
    throw invalid('training_examples.json', 'note_phrases tells in how many notes each phrase is.');
  return {
    training: pairsOf('training', training),
    calibrating: pairsOf('calibrating', calibrating),
    judging: pairsOf('judging', judging),
    counts: new Map(Object.entries(counts as Record<string, number>)),
  };
}

function pairsOf(field: string, pairs: unknown): NamedPairs {
  const isPair = (pair: unknown) => Array.isArray(pair) && pair.length === 2 && pair.every((text) => typeof text === 'string');
  if (Array.isArray(pairs) && pairs.every(isPair)) return pairs as NamedPairs;
  throw invalid('training_examples.json', `${field} is a list of pairs of a phrase and the id of a concept.`);
}

function isNumbers(values: unknown, count?: number): boolean {
  return Array.isArray(values) && values.every(Number.isFinite) && (count === undefined || values.length === count);
}

function jsonOf(file: ConceptModelFileName, bytes: Uint8Array): Readonly<Record<string, unknown>> {
  try {
    const json: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    if (typeof json === 'object' && json !== null) return json as Record<string, unknown>;
  } catch (cause) {
    throw invalid(file, `it is no JSON: ${(cause as Error).message}`);
  }
  throw invalid(file, 'it holds no object.');
}

function invalid(file: ConceptModelFileName, message: string): LearningError {
  return new LearningError('learning.model_invalid', `${file}: ${message}`, file);
}
