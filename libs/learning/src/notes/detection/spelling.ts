/** Shorter words are never taken for typing errors. */
const shortest = 5;
/** From so many letters on two edits are forgiven. */
const twoEditsFrom = 12;

/** Edits forgiven in a word of so many letters. */
export function forgiven(length: number): number {
  return length < shortest ? 0 : length < twoEditsFrom ? 1 : 2;
}

interface Candidate {
  readonly word: string;
  /** One bit for each letter in it. */
  readonly letters: number;
}

/**
 * Finds the known word that another was meant to be: of those with the same first letter and nearly as many letters, nearly all the same, the true
 * distance with transpositions. One known word must be nearer than all others. Nothing but lists is made beforehand, so that a lexicon is
 * ready at once.
 */
export class Spelling {
  private readonly byStart = new Map<string, Candidate[]>();

  constructor(words: Iterable<string>) {
    for (const word of words) {
      if (forgiven(word.length) === 0 || /\p{N}/u.test(word)) continue;
      const key = startOf(word, word.length);
      const candidate = { word, letters: lettersOf(word) };
      const list = this.byStart.get(key);
      if (list) list.push(candidate);
      else this.byStart.set(key, [candidate]);
    }
  }

  correct(word: string): { word: string; distance: number } | undefined {
    const edits = forgiven(word.length);
    if (edits === 0) return undefined;
    let best: { word: string; distance: number } | undefined;
    let rivals = 0;
    for (const candidate of this.candidates(word, edits)) {
      const distance = editDistance(word, candidate, Math.min(edits, forgiven(candidate.length)));
      if (distance === undefined || !isSlip(word, candidate, distance)) continue;
      if (!best || distance < best.distance) {
        best = { word: candidate, distance };
        rivals = 0;
      } else if (distance === best.distance) rivals++;
    }
    return rivals === 0 ? best : undefined;
  }

  private candidates(word: string, edits: number): string[] {
    const found: string[] = [];
    const own = lettersOf(word);
    for (let length = word.length - edits; length <= word.length + edits; length++)
      for (const { word: candidate, letters } of this.byStart.get(startOf(word, length)) ?? [])
        if (bitsIn(own ^ letters) <= 2 * edits) found.push(candidate);
    return found;
  }
}

function startOf(word: string, length: number): string {
  return `${word[0]}${length}`;
}

function lettersOf(word: string): number {
  let letters = 0;
  for (let at = 0; at < word.length; at++) letters |= 1 << (word.charCodeAt(at) & 31);
  return letters;
}

function bitsIn(word: number): number {
  let left = word - ((word >>> 1) & 0x55555555);
  left = (left & 0x33333333) + ((left >>> 2) & 0x33333333);
  return Math.imul((left + (left >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

/** From so many letters on any one edit is a slip; in shorter words too many are words of their own (lined, linen). */
const anyEditFrom = 7;
/** Letters at the end in which derivations differ: chiacchierata is no chiacchierona. */
const ending = 4;

function isSlip(word: string, candidate: string, distance: number): boolean {
  const shorter = Math.min(word.length, candidate.length);
  const alike = sharedStart(word, candidate);
  if (distance > 1) return alike < shorter - ending;
  if (Math.max(word.length, candidate.length) < anyEditFrom && !isSwapOrDoubling(word, candidate, alike)) return false;
  // Another last letter is another form: pointe, pointu.
  return alike < shorter - 1 || (alike === shorter && word.at(-1) === word.at(-2));
}

function sharedStart(a: string, b: string): number {
  let at = 0;
  while (at < a.length && a[at] === b[at]) at++;
  return at;
}

/** Two letters in the wrong order, or one too often or not often enough. */
function isSwapOrDoubling(a: string, b: string, at: number): boolean {
  if (a.length === b.length) return a[at] === b[at + 1] && a[at + 1] === b[at];
  const longer = a.length > b.length ? a : b;
  return longer[at] === longer[at - 1];
}

/** Optimal string alignment: insertions, deletions, substitutions, neighbours swapped. Undefined beyond `most`. */
export function editDistance(a: string, b: string, most: number): number | undefined {
  if (Math.abs(a.length - b.length) > most) return undefined;
  let before: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      row[j] = Math.min(row[j - 1] + 1, previous[j] + 1, previous[j - 1] + same);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) row[j] = Math.min(row[j], before[j - 2] + 1);
    }
    if (Math.min(...row) > most) return undefined;
    before = previous;
    previous = row;
  }
  return previous[b.length] <= most ? previous[b.length] : undefined;
}
