import snowball from 'snowball-stemmers';
import type { Language } from '../lexicon/lexicon.js';

const algorithms: Readonly<Record<Language, string>> = { en: 'english', fr: 'french', it: 'italian', es: 'spanish', de: 'german' };

/** Snowball's stem of a folded word. */
export function stemmerOf(language: Language): (word: string) => string {
  const stemmer = snowball.newStemmer(algorithms[language]);
  return (word) => stemmer.stem(word);
}

/**
 * Endings of number, gender and case, folded; two forms agree when theirs are in one of these sets. Derivation is none of them (boxing is
 * no box), nor is gender where it makes another noun (corso, corsa).
 */
const endings: Readonly<Record<Language, readonly ReadonlySet<string>[]>> = {
  en: sets('-,s,es', 'y,ies', 'f,fe,ves'),
  fr: sets('-,e,s,es,x', '-,ne,s,nes', '-,te,s,tes', '-,le,s,les', 'f,ve,fs,ves', 'x,se,ses', 'l,ux', 'er,ere,ers,eres'),
  it: sets('o,i,hi', 'a,e,he', 'e,i', 'io,i', 'ia,ie'),
  es: sets('-,s,es', 'o,os', 'a,as', 'z,ces'),
  de: sets('-,e,n,en,er,ern,em,es,s,ens', '-,se,sen', '-,nen'),
};

function sets(...lists: readonly string[]): ReadonlySet<string>[] {
  return lists.map((list) => new Set(list.split(',').map((ending) => (ending === '-' ? '' : ending))));
}

/** Shorter words have no other forms: mer is no mere. */
const shortest = 4;

/** Whether a folded word of a note is another form of an alias's word of the same stem; `alone` where the alias is this one word. */
export function inflects(alias: string, read: string, language: Language, alone: boolean): boolean {
  if (alias === read) return true;
  if (read.length < shortest || (alone && language === 'de' && isAgent(alias, read))) return false;
  let shared = 0;
  while (shared < alias.length && alias[shared] === read[shared]) shared++;
  // What both have may belong to their endings all the same: a word in -e, its plural in -es.
  for (let cut = shared; cut >= Math.max(2, shared - 2); cut--)
    if (endings[language].some((set) => set.has(alias.slice(cut)) && set.has(read.slice(cut)))) return true;
  return false;
}

/** Fahrer is not what fahren or Fahrt is: the ending makes who does it. */
function isAgent(alias: string, read: string): boolean {
  return alias.endsWith('er') && !read.startsWith(alias);
}
