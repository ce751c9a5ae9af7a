import { rankingOf, rocAuc } from '../../evaluation/metrics/ranking.js';
import { ConceptDetector, type NoteConcepts } from '../detection/detect-concepts.js';
import { keywordCandidates } from '../keywords.js';
import type { Lexicon } from '../lexicon/lexicon.js';
import type { ConceptModel } from './concept-model.js';
import { withoutPhrases } from './lexicon-pairs.js';
import type { ContextNote } from './note-contexts.js';
import { encodedWords } from './subwords.js';

export interface FoundScores {
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
}

/** The same measure without and with the model. */
export interface Gain<Measure> {
  readonly without: Measure;
  readonly with: Measure;
}

export interface DetectionGain extends Gain<FoundScores> {
  readonly notes: number;
  /** Aliases left out of the lexicon. */
  readonly withheld: number;
  /** Of what the model found beside the aliases, how many are right. */
  readonly found: { readonly right: number; readonly wrong: number };
}

export interface KeywordGain extends Gain<number> {
  /** Keyword candidates, and how many of them are withheld aliases; `without` and `with` are ROC AUC of telling these by score and by chance. */
  readonly candidates: number;
  readonly aliases: number;
}

/**
 * Concepts (denied or not) found in each note by a lexicon that lacks some aliases, and keywords that it finds instead; right is
 * what is `given` for each note (ids, those of denied concepts after an exclamation mark), or else what the whole lexicon finds.
 */
export function evaluateDetection(
  model: ConceptModel,
  lexicon: Lexicon,
  withheld: ReadonlySet<string>,
  notes: readonly ContextNote[],
  given?: readonly ReadonlySet<string>[],
): { readonly detection: DetectionGain; readonly keywords: KeywordGain } {
  const known = withoutPhrases(lexicon, withheld);
  const read = (detector: ConceptDetector) => notes.map(({ text, language }) => detector.detect(text, language));
  const truth = given ?? read(new ConceptDetector(lexicon)).map(saidOf);
  const without = read(new ConceptDetector(known));
  const found = read(new ConceptDetector(known, model));
  const detection = {
    notes: notes.length,
    withheld: withheld.size,
    without: scoresOf(truth, without.map(saidOf)),
    with: scoresOf(truth, found.map(saidOf)),
    found: judgedFinds(truth, found),
  };
  return { detection, keywords: evaluateKeywords(model, withheld, notes, without) };
}

function saidOf({ mentions }: NoteConcepts): Set<string> {
  return new Set(mentions.map(({ concept, negated }) => (negated ? `!${concept}` : concept)));
}

function scoresOf(truth: readonly ReadonlySet<string>[], found: readonly ReadonlySet<string>[]): FoundScores {
  let [right, all, expected] = [0, 0, 0];
  for (const [note, said] of found.entries()) {
    for (const concept of said) if (truth[note].has(concept)) right++;
    all += said.size;
    expected += truth[note].size;
  }
  return { precision: right / Math.max(1, all), recall: right / Math.max(1, expected), f1: (2 * right) / Math.max(1, all + expected) };
}

function judgedFinds(truth: readonly ReadonlySet<string>[], found: readonly NoteConcepts[]): { right: number; wrong: number } {
  const judged = found.flatMap(({ mentions }, note) =>
    mentions.filter(({ chance }) => chance !== undefined).map(({ concept, negated }) => truth[note].has(negated ? `!${concept}` : concept)),
  );
  const right = judged.filter(Boolean).length;
  return { right, wrong: judged.length - right };
}

function evaluateKeywords(
  model: ConceptModel,
  withheld: ReadonlySet<string>,
  notes: readonly ContextNote[],
  read: readonly NoteConcepts[],
): KeywordGain {
  const candidates = keywordCandidates(read.map((concepts, i) => ({ clientId: notes[i].clientId, concepts })));
  const phrases = candidates.map(({ keyword }) => encodedWords(keyword).join(' '));
  const isAlias = (at: number) => withheld.has(phrases[at]);
  const auc = (scores: readonly number[]) => rocAuc(rankingOf(Float64Array.from(scores)), isAlias);
  return {
    candidates: candidates.length,
    aliases: phrases.filter((phrase) => withheld.has(phrase)).length,
    without: auc(candidates.map(({ score }) => score)),
    with: auc(phrases.map((phrase) => model.chanceOf(phrase))),
  };
}
