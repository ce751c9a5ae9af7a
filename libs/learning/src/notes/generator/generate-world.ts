import { LearningError } from '../../errors.js';
import { createRandom, type Random, shuffle } from '../../random/random.js';
import { bundledLexicon } from '../lexicon/bundled.js';
import type { Concept, Language, Lexicon } from '../lexicon/lexicon.js';
import { type Attainable, attainableOf, type ClientLabels, drawLabels, expectedOf } from './labels.js';
import { drawJourney, momentOf } from './journey.js';
import { drawMoods } from './moods.js';
import type { JourneyStage } from '../journeys/stages.js';
import { drawPersona, type Persona } from './persona.js';
import { type Said, writeNote } from './write-note.js';

export interface WorldOptions {
  /** Number of clients, from 1. */
  readonly clients: number;
  readonly seed: number;
  /** How many times as likely clients like concepts of their own of twelve styles as others, from 1 (no styles); default 4. */
  readonly tasteContrast?: number;
}

export interface SyntheticNote {
  readonly clientId: string;
  /** ISO date. */
  readonly date: string;
  readonly language: Language;
  readonly text: string;
  /** Ids of the concepts that the note says are so. */
  readonly affirmed: readonly string[];
  /** Ids of those it says are not so. */
  readonly negated: readonly string[];
}

/** Where a client stood on a day. */
export interface SyntheticStage {
  readonly clientId: string;
  /** ISO date: of a note, or of a quarterly review. */
  readonly date: string;
  readonly stage: JourneyStage;
}

export interface SyntheticClient extends ClientLabels {
  readonly clientId: string;
  /** Which of twelve styles the client's tastes come from: hidden, to judge segments by. */
  readonly style: number;
}

export interface SyntheticWorld {
  readonly synthetic: true;
  readonly seed: number;
  readonly lexicon: Lexicon;
  readonly clients: readonly SyntheticClient[];
  /** Client by client, each in the order of time. */
  readonly notes: readonly SyntheticNote[];
  /** Client by client, each in the order of time: on the day of each note, and at reviews every 90 days. */
  readonly stages: readonly SyntheticStage[];
  readonly attainable: Attainable;
}

/** The first day on which a note may be written, and how many days follow. */
const firstDay = Date.UTC(2025, 0, 6);
const days = 540;
const day = 86_400_000;

/**
 * A house's clients, their advisers' notes over time and what became of them; nobody in it exists. Labels come from hidden traits with
 * chance, not from the notes, which hint at the same traits. Same options, same world. Throws `learning.parameter_invalid`.
 */
export function generateWorld({ clients: count, seed, tasteContrast }: WorldOptions): SyntheticWorld {
  if (!(Number.isInteger(count) && count >= 1 && count <= 1_000_000))
    throw new LearningError('learning.parameter_invalid', 'The number of clients is a whole number from 1 to 1,000,000.', 'clients');
  if (tasteContrast !== undefined && !(tasteContrast >= 1 && tasteContrast < Number.POSITIVE_INFINITY))
    throw new LearningError('learning.parameter_invalid', 'The contrast of tastes is a number from 1.', 'tasteContrast');
  const lexicon = bundledLexicon();
  const byId = new Map(lexicon.concepts.map((concept) => [concept.id, concept]));
  const random = createRandom(seed);
  const drawn = Array.from({ length: count }, (_, i) =>
    drawClient(`synthetic-${String(i + 1).padStart(5, '0')}`, lexicon, byId, random.fork(i), tasteContrast),
  );
  const clients = drawn.map(({ client }) => client);
  const attainable = attainableOf(
    drawn.map(({ expected }) => expected),
    clients,
    drawn.flatMap(({ journey }) => journey),
  );
  return {
    synthetic: true,
    seed,
    lexicon,
    clients,
    notes: drawn.flatMap(({ notes }) => notes),
    stages: drawn.flatMap(({ stages }) => stages),
    attainable,
  };
}

function drawClient(clientId: string, { concepts }: Lexicon, byId: ReadonlyMap<string, Concept>, random: Random, tasteContrast?: number) {
  const persona = drawPersona(concepts, random, tasteContrast);
  const expected = expectedOf(persona);
  const client: SyntheticClient = { clientId, ...drawLabels(expected, random), style: persona.style };
  const offsets = drawDays(2 + random.integer(7), random);
  const notes = offsets.map((offset): SyntheticNote => {
    const switchTo = random.next() < 0.12 ? persona.second : undefined;
    const { text, said } = writeNote(
      drawSaid(persona, byId, random),
      { language: persona.language, switchTo, client: persona.name },
      random,
    );
    const ids = (negated: boolean) => [...new Set(said.filter((each) => each.negated === negated).map(({ concept }) => concept.id))];
    return { clientId, date: dateOf(offset), language: persona.language, text, affirmed: ids(false), negated: ids(true) };
  });
  const moments = notes.map(({ affirmed }, i) =>
    momentOf(
      offsets[i],
      affirmed.flatMap((id) => byId.get(id) ?? []),
    ),
  );
  // A generator of its own, so that stages change nothing else of the world.
  const journey = drawJourney(persona, moments, days, random.fork('journey'));
  const stages = journey.map((drawn): SyntheticStage => ({ clientId, date: dateOf(drawn.day), stage: drawn.stage }));
  return { client, expected, notes, journey, stages };
}

function drawDays(count: number, random: Random): number[] {
  return Array.from({ length: count }, () => random.integer(days)).sort((a, b) => a - b);
}

function dateOf(offset: number): string {
  return new Date(firstDay + offset * day).toISOString().slice(0, 10);
}

/** What one note has to say: moods, likes and sometimes what the client will not have; no concept twice. */
function drawSaid(persona: Persona, byId: ReadonlyMap<string, Concept>, random: Random): Said[] {
  const likes = shuffle([...persona.likes], random).slice(0, 2 + random.integer(6));
  const dislikes = random.next() < 0.5 ? shuffle([...persona.dislikes], random).slice(0, 1 + random.integer(3)) : [];
  const affirmed = new Set([...drawMoods(persona, byId, random), ...likes]);
  const said = [...affirmed].map((concept): Said => ({ concept, negated: false }));
  for (const concept of dislikes) if (!affirmed.has(concept)) said.push({ concept, negated: true });
  return shuffle(said, random);
}
