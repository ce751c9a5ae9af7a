import { throwIfAborted } from '../../errors.js';
import { pause } from '../../estimators/pause.js';
import { ConceptDetector, type Mention } from '../detection/detect-concepts.js';
import type { Lexicon } from '../lexicon/lexicon.js';
import type { ConceptModel } from './concept-model.js';
import { type AliasSplit, phraseSet, withoutPhrases } from './lexicon-pairs.js';
import type { ContextNote } from './note-contexts.js';
import { fitJudge, type JudgedPhrase, judgedChance, type JudgeWeights } from './phrase-judge.js';

/** Of what the model finds at the threshold so much has to be right. */
const leastPrecision = 0.6;
/** Notes that are read for it. */
const mostNotes = 3000;
/** Finds that a threshold has to let through. */
const fewestFinds = 20;

/**
 * Learns which phrases to believe: notes are read with the aliases that the model never saw left out of the lexicon, and what the model finds
 * is right where the lexicon with them finds it too. Passed over are phrases that are to
 * judge, and known aliases, which the lexicon finds but where it takes a note for another language's. The threshold is the least chance at which three of five finds are right; 1 where there is none.
 */
export async function learnJudge(
  model: ConceptModel,
  lexicon: Lexicon,
  { training, calibrating, judging }: AliasSplit,
  notes: readonly ContextNote[],
  signal?: AbortSignal,
): Promise<{ weights: JudgeWeights; threshold: number }> {
  const finds: JudgedPhrase[] = [];
  let truth: readonly Mention[] = [];
  const probe = {
    match: (phrase: string, covers: boolean, place: Place) => {
      if (passedOver.has(phrase)) return undefined;
      const found = model.evidence(phrase);
      const isRight = truth.some((mention) => mention.concept === found?.concept.id && isSame(mention, place));
      // What an alias in it stands for already is no find.
      if (found && (isRight || !truth.some((mention) => mention.concept === found.concept.id && isWithin(mention, place))))
        finds.push({ ...found.evidence, covers, isRight });
      return undefined;
    },
  };
  const judged = phraseSet(judging);
  const passedOver = new Set([...judged, ...phraseSet(training)]);
  const blind = new ConceptDetector(withoutPhrases(lexicon, new Set([...phraseSet(calibrating), ...judged])), probe);
  const seeing = new ConceptDetector(withoutPhrases(lexicon, judged));
  const step = Math.max(1, notes.length / mostNotes);
  for (let i = 0; i < notes.length; i += step) {
    const { text, language } = notes[Math.floor(i)];
    if (Math.floor(i) % 32 === 0) await pause();
    throwIfAborted(signal);
    truth = seeing.detect(text, language).mentions;
    blind.detect(text, language);
  }
  const weights = fitJudge(finds);
  return {
    weights,
    threshold: thresholdOf(finds.map((find) => ({ chance: judgedChance(weights, find, find.covers), isRight: find.isRight }))),
  };
}

interface Place {
  readonly start: number;
  readonly end: number;
}

function isSame(a: Place, b: Place): boolean {
  return a.start === b.start && a.end === b.end;
}

function isWithin(a: Place, b: Place): boolean {
  return a.start >= b.start && a.end <= b.end;
}

/** An alias that the lexicon lacks counts as wrong, so an incomplete lexicon makes it stricter than it need be. */
function thresholdOf(finds: readonly { readonly chance: number; readonly isRight: boolean }[]): number {
  const sorted = [...finds].sort((a, b) => b.chance - a.chance);
  let right = 0;
  let threshold = 1;
  for (const [i, find] of sorted.entries()) {
    if (find.isRight) right++;
    if (i + 1 >= fewestFinds && right / (i + 1) >= leastPrecision) threshold = find.chance;
  }
  return threshold;
}
