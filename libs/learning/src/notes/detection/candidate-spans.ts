import { comparedWords, foldWord } from './fold.js';
import { partsOf } from './sections.js';
import { functionWords } from '../language/function-words.js';
import { languages } from '../lexicon/lexicon.js';
import type { Word } from '../text/tokens.js';

/** Words of a note that may name a concept together. */
export interface Span {
  /** First word, and the one after the last. */
  readonly from: number;
  readonly to: number;
}

export interface CandidateSpan extends Span {
  /** Whether aliases were found in it, of which it may be the longer name: an evening bag is more than a bag. */
  readonly covers: boolean;
}

/** A note's words as encoders compare them, with what is needed to choose spans of them. */
export interface ReadNote {
  readonly words: readonly Word[];
  readonly forms: readonly string[];
  readonly parts: readonly Span[];
}

/** Most words of a span. */
export const mostSpanWords = 4;
/** Most of them that are more than joints (of, en, aus). */
const mostContentWords = 3;
/** Shorter words name nothing alone. */
const shortestAlone = 3;

let joints: ReadonlySet<string> | undefined;

/** Whether a word holds sentences together, in any of the languages. */
export function isJoint(form: string): boolean {
  joints ??= new Set(languages.flatMap((language) => comparedWords(functionWords[language]).map(({ text }) => foldWord(text, 'en'))));
  return joints.has(form);
}

/** `text` is normalised. */
export function readNote(text: string): ReadNote {
  const words = comparedWords(text);
  return { words, forms: words.map((word) => foldWord(word.text, 'en')), parts: partsOf(text, words) };
}

const conjunctions = new Set('and or et ou e ed o od oppure y u und oder sowie'.split(' '));

/**
 * Every run of words that may name something: within a part, no joint or number at its ends. `owners` tells for each word which alias it
 * belongs to, −1 for none: no alias is cut, none is a span by itself, and none is joined to another by a conjunction.
 */
export function candidateSpans({ forms, parts }: ReadNote, owners: ArrayLike<number>): CandidateSpan[] {
  const spans: CandidateSpan[] = [];
  const edge = forms.map((form, at) => owners[at] >= 0 || (!isJoint(form) && !/^\p{N}/u.test(form)));
  const cuts = (at: number) => at > 0 && at < forms.length && owners[at] >= 0 && owners[at] === owners[at - 1];
  for (const part of parts) {
    for (let from = part.from; from < part.to; from++) {
      if (!edge[from] || cuts(from)) continue;
      let content = 0;
      let covers = false;
      let joined = false;
      for (let to = from + 1; to <= Math.min(part.to, from + mostSpanWords); to++) {
        covers ||= owners[to - 1] >= 0;
        joined ||= conjunctions.has(forms[to - 1]);
        if (covers && joined) break;
        if (!edge[to - 1]) continue;
        if (++content > mostContentWords) break;
        if (cuts(to) || (covers && owners[from] === owners[to - 1])) continue;
        if (to > from + 1 || forms[from].length >= shortestAlone) spans.push({ from, to, covers });
      }
    }
  }
  return spans;
}

/** The words of a span as one phrase; encoders leave out words of one letter. */
export function phraseOf({ forms }: ReadNote, { from, to }: Span): string {
  let phrase = '';
  for (let at = from; at < to; at++) if (forms[at].length > 1) phrase += phrase === '' ? forms[at] : ` ${forms[at]}`;
  return phrase;
}
