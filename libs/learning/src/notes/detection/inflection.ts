import snowball from 'snowball-stemmers';
import type { Language } from '../lexicon/lexicon.js';

const algorithms: Readonly<Record<Language, string>> = { en: 'english', fr: 'french', it: 'italian', es: 'spanish', de: 'german' };

/** Snowball's stem of a folded word. */
export function stemmerOf(language: Language): (word: string) => string {
  const stemmer = snowball.newStemmer(algorithms[language]);
  return (word) => stemmer.stem(word);
}

/** Endings of number, gender and case, folded. Derivation is none of them: boxing is no box. */
const endings: Readonly<Record<Language, ReadonlySet<string>>> = {
  en: new Set(['', 's', 'es', 'y', 'ies']),
  fr: new Set([
    '',
    'e',
    's',
    'es',
    'x',
    'f',
    've',
    'fs',
    'ves',
    'se',
    'ses',
    'le',
    'les',
    'ne',
    'nes',
    'te',
    'tes',
    're',
    'res',
    'l',
    'ux',
  ]),
  it: new Set(['', 'o', 'a', 'i', 'e', 'hi', 'he', 'io', 'ia', 'ie']),
  es: new Set(['', 'o', 'a', 'os', 'as', 's', 'es', 'e']),
  de: new Set(['', 'e', 'n', 'en', 'er', 'ern', 'em', 'es', 's', 'ens', 'se', 'sen', 'nen']),
};

/** Whether two folded words of one stem differ by such endings only. */
export function inflects(a: string, b: string, language: Language): boolean {
  if (a === b) return true;
  let shared = 0;
  while (shared < a.length && a[shared] === b[shared]) shared++;
  // The stems agree, but what is the same letter may belong to both endings: negr|a, negr|as.
  for (let cut = shared; cut >= Math.max(2, shared - 2); cut--)
    if (endings[language].has(a.slice(cut)) && endings[language].has(b.slice(cut))) return true;
  return false;
}
