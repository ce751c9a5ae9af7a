import { type Random, shuffle } from '../../random/random.js';
import type { Lexicon } from '../lexicon/lexicon.js';
import type { AliasPair } from './lexicon-pairs.js';
import type { NoteContexts, Occurrence } from './note-contexts.js';

/** What a phrase can have to do with a target. */
export const relations = ['is', 'kind', 'context', 'bucket'] as const;
type Relation = (typeof relations)[number];

/** Concepts that a phrase is compared with besides its own, some chosen to be hard. */
const negatives = 6;
const contexts = 2;
/** Pairs of one example: a concept and others, two contexts and others, bucket and parent with another each. */
export const slotsPerExample = 1 + negatives + 2 * contexts + 4;
/** Occurrences in notes that one epoch takes for each alias. */
const occurrencesPerAlias = 0.5;
const none = -1;

/**
 * Targets are rows of one table: concepts, which what they are kinds of is near as well, though less; concepts as contexts; buckets.
 */
export class Targets {
  readonly buckets: readonly string[];
  readonly bucketOf: Int32Array;
  readonly parentsOf: readonly (readonly number[])[];
  readonly siblingsOf: readonly (readonly number[])[];

  constructor(readonly lexicon: Lexicon) {
    const { concepts } = lexicon;
    this.buckets = [...new Set(concepts.map(({ bucket }) => bucket))];
    this.bucketOf = Int32Array.from(concepts, ({ bucket }) => this.buckets.indexOf(bucket));
    const places = new Map(concepts.map(({ id }, place) => [id, place]));
    this.parentsOf = concepts.map(({ parents = [] }) => parents.flatMap((parent) => places.get(parent) ?? []));
    this.siblingsOf = this.buckets.map((_, bucket) => [...concepts.keys()].filter((place) => this.bucketOf[place] === bucket));
  }

  get count(): number {
    return 2 * this.concepts + this.buckets.length;
  }

  get concepts(): number {
    return this.lexicon.concepts.length;
  }

  row(relation: Relation, place: number): number {
    if (relation === 'context') return this.concepts + place;
    return relation === 'bucket' ? 2 * this.concepts + place : place;
  }
}

/** A phrase, and what it is known to be. */
interface Example {
  readonly phrase: number;
  readonly concept: number;
  readonly occurrence?: Occurrence;
}

/** Draws the examples of each epoch anew: every alias once, and some occurrences of phrases in notes, in an order of their own. */
export class ExampleSource {
  private readonly aliases: readonly Example[];
  private readonly conceptsOf = new Map<number, Set<number>>();
  private readonly lookalikes: Lookalikes;
  private readonly mistaken = new Map<number, readonly number[]>();
  readonly size: number;

  constructor(
    private readonly targets: Targets,
    pairs: readonly AliasPair[],
    private readonly notes: NoteContexts,
    private readonly phraseOf: (phrase: string) => number,
    private readonly random: Random,
  ) {
    this.aliases = pairs.map(({ phrase, concept }) => ({ phrase: phraseOf(phrase), concept }));
    for (const { phrase, concept } of this.aliases) {
      const own = this.conceptsOf.get(phrase);
      if (own) own.add(concept);
      else this.conceptsOf.set(phrase, new Set([concept]));
    }
    this.lookalikes = new Lookalikes(pairs);
    this.size = this.aliases.length + this.share(notes.known) + this.share(notes.unknown);
  }

  private share(occurrences: readonly Occurrence[]): number {
    return Math.min(occurrences.length, Math.round(this.aliases.length * occurrencesPerAlias));
  }

  /** Everyday phrases, for which `nearest` below tells what they are mistaken for. */
  get everyday(): readonly number[] {
    return [...this.notes.everyday].map((phrase) => this.phraseOf(phrase));
  }

  /** From now on each everyday phrase is told apart from these concepts above all. */
  mistake(phrase: number, nearest: readonly number[]): void {
    this.mistaken.set(phrase, nearest);
  }

  /** Writes one epoch's examples as `EmbeddingMemory` has them. */
  draw(into: Int32Array): void {
    const drawn = [...this.aliases, ...this.drawn(this.notes.known), ...this.drawn(this.notes.unknown)];
    for (const [i, example] of shuffle(drawn, this.random).entries()) {
      const at = i * (slotsPerExample + 1);
      into.fill(none, at, at + slotsPerExample + 1);
      this.write(example, into.subarray(at, at + slotsPerExample + 1));
    }
  }

  private drawn(occurrences: readonly Occurrence[]): Example[] {
    return Array.from({ length: this.share(occurrences) }, () => {
      const occurrence = occurrences[this.random.integer(occurrences.length)];
      return { phrase: this.phraseOf(occurrence.phrase), concept: occurrence.concept, occurrence };
    });
  }

  private write({ phrase, concept, occurrence }: Example, slots: Int32Array): void {
    slots[0] = phrase;
    let at = 1;
    const pair = (relation: Relation, place: number, label: 0 | 1) => {
      slots[at++] = (this.targets.row(relation, place) * relations.length + relations.indexOf(relation)) * 2 + label;
    };
    if (concept >= 0) pair('is', concept, 1);
    const isRare = concept < 0 && !(occurrence && this.notes.everyday.has(occurrence.phrase));
    // What a rare phrase may stand for is left open.
    if (!isRare) for (const other of this.others(phrase, concept)) pair('is', other, 0);
    if (concept >= 0) this.kinds(concept, pair);
    if (occurrence) this.contexts(occurrence, pair);
  }

  /** Concepts that the phrase isn't: some that are written alike, some of the same bucket, some of all. */
  private others(phrase: number, concept: number): number[] {
    const own = this.conceptsOf.get(phrase);
    const found: number[] = [];
    for (let i = 0; i < negatives; i++) {
      let other = this.random.integer(this.targets.concepts);
      if (concept < 0) other = this.mistaken.get(phrase)?.[i] ?? other;
      else if (i < 2) other = this.lookalikes.of(concept, this.random) ?? other;
      else if (i < 4) {
        const siblings = this.targets.siblingsOf[this.targets.bucketOf[concept]];
        other = siblings[this.random.integer(siblings.length)];
      }
      if (other !== concept && !own?.has(other)) found.push(other);
    }
    return found;
  }

  private kinds(concept: number, pair: (relation: Relation, place: number, label: 0 | 1) => void): void {
    const { bucketOf, parentsOf, buckets, concepts } = this.targets;
    pair('bucket', bucketOf[concept], 1);
    const bucket = this.random.integer(buckets.length);
    if (bucket !== bucketOf[concept]) pair('bucket', bucket, 0);
    const parents = parentsOf[concept];
    if (parents.length === 0) return;
    pair('kind', parents[this.random.integer(parents.length)], 1);
    const other = parentsOf[this.random.integer(concepts)];
    const stranger = other[this.random.integer(Math.max(1, other.length))];
    if (stranger !== undefined && !parents.includes(stranger)) pair('kind', stranger, 0);
  }

  /** What the same client's other notes name, and what others' name. */
  private contexts({ client, note }: Occurrence, pair: (relation: Relation, place: number, label: 0 | 1) => void): void {
    const own = this.notes.concepts[client];
    for (let i = 0; i < contexts; i++) {
      const near = own.length > 0 ? own[this.random.integer(own.length)] : undefined;
      if (near && near.note !== note) pair('context', near.concept, 1);
      const far = this.notes.known[this.random.integer(Math.max(1, this.notes.known.length))];
      if (far && far.client !== client) pair('context', far.concept, 0);
    }
  }
}

/** Concepts whose aliases share a word. */
class Lookalikes {
  private readonly byConcept = new Map<number, string[]>();
  private readonly byWord = new Map<string, number[]>();

  constructor(pairs: readonly AliasPair[]) {
    for (const { phrase, concept } of pairs)
      for (const word of phrase.split(' ')) {
        listOf(this.byConcept, concept).push(word);
        listOf(this.byWord, word).push(concept);
      }
  }

  of(concept: number, random: Random): number | undefined {
    const words = this.byConcept.get(concept) ?? [];
    const word = words[random.integer(Math.max(1, words.length))];
    const concepts = word === undefined ? [] : (this.byWord.get(word) ?? []);
    return concepts[random.integer(Math.max(1, concepts.length))];
  }
}

function listOf<K, V>(map: Map<K, V[]>, key: K): V[] {
  let list = map.get(key);
  if (!list) map.set(key, (list = []));
  return list;
}
