import { type Concept, languages, type Language } from '../lexicon/lexicon.js';
import type { Random } from '../../random/random.js';

/** What is hidden in a client and makes both notes and labels; standard normal each, but for the interests. */
export interface Persona {
  /** Which of a grammar's names. */
  readonly name: number;
  readonly language: Language;
  /** The language a note sometimes switches to. */
  readonly second: Language;
  readonly affluence: number;
  readonly desire: number;
  readonly gifting: number;
  readonly doubt: number;
  readonly loyalty: number;
  /** What the client likes, the most talked of first. */
  readonly likes: readonly Concept[];
  /** What the client will not have. */
  readonly dislikes: readonly Concept[];
}

/** Kinds of concepts that say nothing of a client's mood: tastes, people, places. */
const interestBuckets = new Set(
  'product look material gem colour taste sport art food travel destination occasion relation life_event profession size communication language care season service'.split(
    ' ',
  ),
);
const deniable = new Set('product look material gem colour taste sport art food destination'.split(' '));
/** Styles in which tastes come together. */
const styles = 12;

export function drawPersona(concepts: readonly Concept[], random: Random): Persona {
  const language = languages[random.integer(languages.length)];
  const second = languages[(languages.indexOf(language) + 1 + random.integer(languages.length - 1)) % languages.length];
  const style = random.integer(styles);
  const interests = concepts.filter(({ bucket }) => interestBuckets.has(bucket));
  const liked = drawInterests(interests, style, 14 + random.integer(12), random);
  const disliked = drawInterests(
    interests.filter((concept) => deniable.has(concept.bucket) && !liked.has(concept)),
    (style + styles / 2) % styles,
    3 + random.integer(4),
    random,
  );
  return {
    name: random.integer(1000),
    language,
    second,
    affluence: random.normal(),
    desire: random.normal(),
    gifting: random.normal(),
    doubt: random.normal(),
    loyalty: random.normal(),
    likes: [...liked],
    dislikes: [...disliked],
  };
}

/** Concepts of the client's style are four times as likely as others. */
function drawInterests(concepts: readonly Concept[], style: number, count: number, random: Random): Set<Concept> {
  const chosen = new Set<Concept>();
  while (chosen.size < count) {
    const at = random.integer(concepts.length);
    const own = at % styles === style;
    if (own || random.next() < 0.25) chosen.add(concepts[at]);
  }
  return chosen;
}
