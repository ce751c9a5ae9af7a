import { shuffle, type Random } from '../../random/random.js';
import { type Concept, languages, type Lexicon } from '../lexicon/lexicon.js';
import { encodedWords } from './subwords.js';

/** An alias, as encoders compare it, and the concept it stands for (its place in the lexicon). */
export interface AliasPair {
  readonly phrase: string;
  readonly concept: number;
}

export interface AliasSplit {
  readonly training: readonly AliasPair[];
  /** Held out: their phrases occur nowhere in `training`, in no language and for no concept. These tell how sure to be of what is found. */
  readonly calibrating: readonly AliasPair[];
  /** The other half of what is held out: nothing is learned of them, so they judge. */
  readonly judging: readonly AliasPair[];
}

/** Parts each phrase's pairs as one; every concept keeps a phrase to be learned from. */
export function splitAliases({ concepts }: Lexicon, share: number, random: Random): AliasSplit {
  const pairs = concepts.flatMap((concept, at) => phrasesOf(concept).map((phrase): AliasPair => ({ phrase, concept: at })));
  const byPhrase = Map.groupBy(pairs, ({ phrase }) => phrase);
  const left = new Int32Array(concepts.length);
  for (const { concept } of pairs) left[concept]++;
  const most = Math.round(share * byPhrase.size);
  const heldOut = new Set<string>();
  for (const phrase of shuffle([...byPhrase.keys()], random)) {
    const own = byPhrase.get(phrase) ?? [];
    if (heldOut.size >= most || own.some(({ concept }) => left[concept] < 2)) continue;
    for (const { concept } of own) left[concept]--;
    heldOut.add(phrase);
  }
  const calibrating = new Set([...heldOut].filter((_, i) => i % 2 === 0));
  return {
    training: pairs.filter(({ phrase }) => !heldOut.has(phrase)),
    calibrating: pairs.filter(({ phrase }) => calibrating.has(phrase)),
    judging: pairs.filter(({ phrase }) => heldOut.has(phrase) && !calibrating.has(phrase)),
  };
}

export function phraseSet(pairs: readonly AliasPair[]): Set<string> {
  return new Set(pairs.map(({ phrase }) => phrase));
}

/** The aliases of a concept in all languages, each once. */
export function phrasesOf({ aliases }: Concept): string[] {
  const phrases = languages.flatMap((language) => (aliases[language] ?? []).map((alias) => encodedWords(alias).join(' ')));
  return [...new Set(phrases)].filter((phrase) => phrase !== '');
}

/** The lexicon without the aliases of these phrases; concepts that lose all of theirs stay, with none. */
export function withoutPhrases({ concepts }: Lexicon, phrases: ReadonlySet<string>): Lexicon {
  const kept = (aliases: readonly string[] = []) => aliases.filter((alias) => !phrases.has(encodedWords(alias).join(' ')));
  return {
    concepts: concepts.map((concept) => ({
      ...concept,
      aliases: Object.fromEntries(languages.map((language) => [language, kept(concept.aliases[language])])),
    })),
  };
}
