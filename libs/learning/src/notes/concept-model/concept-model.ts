import type { Concept, Lexicon } from '../lexicon/lexicon.js';
import { type Calibration, chanceOf } from './calibration.js';
import { judgedChance, type JudgeWeights, type PhraseEvidence } from './phrase-judge.js';
import type { SentenceEncoder } from './sentence-encoder.js';

/** A concept that a phrase may stand for. */
export interface ConceptMatch {
  readonly concept: Concept;
  /** Cosine of the phrase's vector and the concept's. */
  readonly likeness: number;
  /** Chance that it is right, as learned on aliases that training didn't see. */
  readonly chance: number;
}

interface FoundEvidence {
  readonly concept: Concept;
  readonly evidence: PhraseEvidence;
}

/** Phrases whose evidence is remembered; beyond it all are forgotten. */
const remembered = 100_000;

export interface ConceptModelParts {
  readonly lexicon: Lexicon;
  readonly encoder: SentenceEncoder;
  /** Row-major [concepts × dimensions], rows of length 1 or 0, in the order of the lexicon. */
  readonly vectors: Float32Array;
  readonly calibration: Calibration;
  /** How much a phrase of a note is believed to stand for the nearest concept, and the least chance at which detection takes it so. */
  readonly weights: JudgeWeights;
  readonly threshold: number;
  /** Notes of the training that use a phrase without the lexicon knowing it, where they are several. */
  readonly noteCounts: ReadonlyMap<string, number>;
  /** Phrases of each concept that the model was trained on. */
  readonly phrases: readonly (readonly string[])[];
}

/** Concepts and phrases as points of one space, with what it takes to tell whether a phrase stands for a concept. */
export class ConceptModel {
  private readonly found = new Map<string, FoundEvidence | undefined>();
  private readonly aliasVectors: (Float32Array | undefined)[] = [];
  private readonly places: ReadonlyMap<string, number>;

  constructor(readonly parts: ConceptModelParts) {
    this.places = new Map(parts.lexicon.concepts.map(({ id }, place) => [id, place]));
  }

  get encoder(): SentenceEncoder {
    return this.parts.encoder;
  }

  /** A concept's vector; undefined for an id that the model wasn't trained on. */
  vectorOf(concept: string): Float32Array | undefined {
    const place = this.places.get(concept);
    return place === undefined ? undefined : this.row(place);
  }

  /** The concepts nearest to a text, best first. */
  nearest(text: string, count = 5): ConceptMatch[] {
    const { calibration, lexicon } = this.parts;
    const cosines = this.cosines(this.parts.encoder.encode([text]));
    const order = Array.from(cosines.keys()).sort((a, b) => cosines[b] - cosines[a] || a - b);
    return order
      .slice(0, count)
      .map((place) => ({ concept: lexicon.concepts[place], likeness: cosines[place], chance: chanceOf(calibration, cosines[place]) }));
  }

  /** The concept that a phrase is taken for, if its chance reaches the threshold; repeated phrases are looked up. */
  match(phrase: string, covers = false): ConceptMatch | undefined {
    const found = this.evidence(phrase);
    if (!found) return undefined;
    const chance = judgedChance(this.parts.weights, found.evidence, covers);
    return chance >= this.parts.threshold ? { concept: found.concept, likeness: found.evidence.cosine, chance } : undefined;
  }

  /** Chance that a phrase stands for the nearest concept. */
  chanceOf(phrase: string): number {
    const found = this.evidence(phrase);
    return found ? judgedChance(this.parts.weights, found.evidence, false) : 0;
  }

  /** The nearest concept of all, and what speaks for it; undefined where the model knows no part of the phrase. */
  evidence(phrase: string): FoundEvidence | undefined {
    if (this.found.has(phrase)) return this.found.get(phrase);
    if (this.found.size >= remembered) this.found.clear();
    const found = this.find(phrase);
    this.found.set(phrase, found);
    return found;
  }

  private find(phrase: string): FoundEvidence | undefined {
    const vector = this.parts.encoder.encode([phrase]);
    const cosines = this.cosines(vector);
    let best = 0;
    let next = -1;
    for (let place = 1; place < cosines.length; place++) {
      if (cosines[place] > cosines[best]) [next, best] = [best, place];
      else if (next < 0 || cosines[place] > cosines[next]) next = place;
    }
    const cosine = cosines[best] ?? 0;
    if (cosine <= 0) return undefined;
    const words = phrase.split(' ');
    const isPart = this.parts.phrases[best].some((alias) => isPartOf(words, alias.split(' ')));
    const evidence = {
      cosine,
      lead: cosine - (cosines[next] ?? 0),
      notes: this.parts.noteCounts.get(phrase) ?? 0,
      words: words.length,
      isPart,
      aliasCosine: this.aliasCosine(vector, best),
    };
    return { concept: this.parts.lexicon.concepts[best], evidence };
  }

  private row(place: number): Float32Array {
    const { dimensions } = this.parts.encoder;
    return this.parts.vectors.subarray(place * dimensions, (place + 1) * dimensions);
  }

  /** Cosine of the vector and the most alike alias of a concept. */
  private aliasCosine(vector: Float32Array, place: number): number {
    const { encoder, phrases } = this.parts;
    const rows = (this.aliasVectors[place] ??= encoder.encode(phrases[place]));
    return products(vector, rows).reduce((most, product) => Math.max(most, product), 0);
  }

  private cosines(vector: Float32Array): Float64Array {
    return products(vector, this.parts.vectors);
  }
}

function isPartOf(words: readonly string[], alias: readonly string[]): boolean {
  return words.length < alias.length && words.every((word) => alias.includes(word));
}

/** Of a vector and each row. */
function products(vector: Float32Array, rows: Float32Array): Float64Array {
  const found = new Float64Array(rows.length / vector.length);
  for (let row = 0, at = 0; row < found.length; row++) {
    let dot = 0;
    for (let i = 0; i < vector.length; i++, at++) dot += vector[i] * rows[at];
    found[row] = dot;
  }
  return found;
}
