import { type Concept, languages, type Language } from '../lexicon/lexicon.js';
import type { Random } from '../../random/random.js';

/** What is hidden in a client and makes both notes and labels; standard normal each, but for the interests. */
export interface Persona {
  /** Which of a grammar's names. */
  readonly name: number;
  readonly language: Language;
  /** Which of the styles the client's tastes come from. */
  readonly style: number;
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

/** How many times as likely concepts of the client's own style are, where nothing else is asked. */
export const usualTasteContrast = 4;

export function drawPersona(concepts: readonly Concept[], random: Random, tasteContrast = usualTasteContrast): Persona {
  const language = languages[random.integer(languages.length)];
  const second = languages[(languages.indexOf(language) + 1 + random.integer(languages.length - 1)) % languages.length];
  const style = random.integer(styles);
  const interests = concepts.filter(({ bucket }) => interestBuckets.has(bucket));
  const taste = { style, others: 1 / tasteContrast };
  const liked = drawInterests(interests, taste, 14 + random.integer(12), random);
  const disliked = drawInterests(
    interests.filter((concept) => deniable.has(concept.bucket) && !liked.has(concept)),
    { ...taste, style: (style + styles / 2) % styles },
    3 + random.integer(4),
    random,
  );
  return {
    name: random.integer(1000),
    language,
    style,
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

interface Taste {
  readonly style: number;
  /** How likely concepts of other styles are, against those of this one. */
  readonly others: number;
}

function drawInterests(concepts: readonly Concept[], { style, others }: Taste, count: number, random: Random): Set<Concept> {
  const chosen = new Set<Concept>();
  while (chosen.size < count) {
    const at = random.integer(concepts.length);
    const own = at % styles === style;
    if (own || random.next() < others) chosen.add(concepts[at]);
  }
  return chosen;
}
