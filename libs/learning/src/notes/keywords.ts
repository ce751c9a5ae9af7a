import { LearningError } from '../errors.js';
import type { NoteConcepts } from './detection/detect-concepts.js';
import { comparedWords, foldWord } from './detection/fold.js';
import { partsOf } from './detection/sections.js';
import { functionWords } from './language/function-words.js';
import { byLanguage, type Language } from './lexicon/lexicon.js';

export interface KeywordOptions {
  /** A candidate needs so many notes; 3 by default. */
  readonly minNotes?: number;
  /** Most words of one candidate; 3 by default. */
  readonly maxWords?: number;
}

export interface KeywordCandidate {
  readonly keyword: string;
  readonly language: Language;
  readonly notes: number;
  readonly clients: number;
  /** C-value: how often it stands for itself rather than inside longer candidates, times log₂ of its words plus one. */
  readonly score: number;
}

export interface KeywordNote {
  readonly clientId: string;
  readonly concepts: NoteConcepts;
}

interface Tally {
  readonly keyword: string;
  readonly language: Language;
  readonly notes: Set<number>;
  readonly clients: Set<string>;
}

/**
 * What notes often speak of without the lexicon knowing it: runs of words between function words, marks and found concepts, ranked by
 * C-value (Frantzi et al. 2000), best first. Notes of unknown language are left out. Throws `learning.parameter_invalid`.
 */
export function keywordCandidates(notes: readonly KeywordNote[], options: KeywordOptions = {}): KeywordCandidate[] {
  const { minNotes = 3, maxWords = 3 } = options;
  for (const [name, value] of Object.entries({ minNotes, maxWords }))
    if (!(Number.isInteger(value) && value >= 1))
      throw new LearningError('learning.parameter_invalid', `${name} is a whole number from 1.`, name);
  const frequent = [...tallied(notes, maxWords).values()].filter((tally) => tally.notes.size >= minNotes);
  const nested = nestedIn(frequent);
  const scored = frequent.map(({ keyword, language, notes: inNotes, clients }): KeywordCandidate => {
    const { total, count } = nested.get(`${language} ${keyword}`) ?? { total: 0, count: 1 };
    const score = Math.log2(keyword.split(' ').length + 1) * (inNotes.size - total / Math.max(1, count));
    return { keyword, language, notes: inNotes.size, clients: clients.size, score };
  });
  return scored.filter(({ score }) => score > 0).sort((a, b) => b.score - a.score || (a.keyword < b.keyword ? -1 : 1));
}

const stopWords = byLanguage((language) => new Set(comparedWords(functionWords[language]).map((word) => foldWord(word.text, language))));

function tallied(notes: readonly KeywordNote[], maxWords: number): Map<string, Tally> {
  const tallies = new Map<string, Tally>();
  for (const [number, { clientId, concepts }] of notes.entries()) {
    const { language } = concepts;
    if (language === 'unknown') continue;
    for (const keyword of keywordsOf(concepts, language, maxWords)) {
      const key = `${language} ${keyword}`;
      let tally = tallies.get(key);
      if (!tally) tallies.set(key, (tally = { keyword, language, notes: new Set(), clients: new Set() }));
      tally.notes.add(number);
      tally.clients.add(clientId);
    }
  }
  return tallies;
}

function keywordsOf({ text, mentions }: NoteConcepts, language: Language, maxWords: number): Set<string> {
  const words = comparedWords(text);
  let next = 0;
  const taken = words.map(({ start, end }) => {
    while (next < mentions.length && mentions[next].end <= start) next++;
    return next < mentions.length && end > mentions[next].start;
  });
  const dull = (at: number) =>
    taken[at] || words[at].text.length < 3 || /\p{N}/u.test(words[at].text) || stopWords[language].has(foldWord(words[at].text, language));
  const found = new Set<string>();
  for (const { from, to } of partsOf(text, words)) {
    for (let start = from; start < to; start++) {
      for (let end = start; end < Math.min(to, start + maxWords) && !dull(end); end++)
        found.add(
          words
            .slice(start, end + 1)
            .map((word) => word.text.toLowerCase())
            .join(' '),
        );
    }
  }
  return found;
}

/** For each candidate, how often it stands inside longer ones, and in how many. */
function nestedIn(candidates: readonly Tally[]): Map<string, { total: number; count: number }> {
  const nested = new Map<string, { total: number; count: number }>();
  for (const { keyword, language, notes } of candidates) {
    const words = keyword.split(' ');
    for (let length = 1; length < words.length; length++) {
      for (let at = 0; at + length <= words.length; at++) {
        const key = `${language} ${words.slice(at, at + length).join(' ')}`;
        const { total, count } = nested.get(key) ?? { total: 0, count: 0 };
        nested.set(key, { total: total + notes.size, count: count + 1 });
      }
    }
  }
  return nested;
}
