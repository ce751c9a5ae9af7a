import { functionWords } from '../language/function-words.js';
import type { Concept, Language } from '../lexicon/lexicon.js';
import { comparedWords, foldWord } from './fold.js';
import { inflects, stemmerOf } from './inflection.js';
import { negationWords } from './negation-words.js';
import { idioms, realWords } from './real-words.js';
import { Spelling } from './spelling.js';

/** A word of a note as one language reads it. */
export interface Reading {
  /** As it is compared, corrected where it was mistyped. */
  readonly form: string;
  /** Which stem, −1 where no alias has it. */
  readonly stem: number;
  /** Edits that the correction took. */
  readonly distance: number;
  /** A function word, which stands for an alias only when it is spelt just so: nicht is no niece. */
  readonly functional: boolean;
  readonly capital: boolean;
  /** In lower case, accents as they are. */
  readonly written: string;
}

interface Alias {
  /** Undefined for an idiom, which hides the words of the lexicon in it. */
  readonly concept: Concept | undefined;
  readonly text: string;
  readonly forms: readonly string[];
  readonly capital: boolean;
}

interface Node {
  readonly next: Map<number, Node>;
  readonly aliases: Alias[];
}

export interface AliasMatch {
  readonly concept: Concept | undefined;
  readonly alias: string;
  /** Words of the note. */
  readonly length: number;
  /** Edits in all its words. */
  readonly distance: number;
}

/** Letters that a word has in common with its stem. */
const beginning = 3;
/** Words below it count as they are written, accents and all. */
const shortestFolded = 4;
/** Capitalised words below it are names rather than typing errors, but in German. */
const shortestName = 7;

/** Snowball leaves the n of the dative plural after -el and -er: Mänteln. */
function withoutDative(form: string): string {
  return form.replace(/(?<=e[lr])n$/, '');
}

function isCapital(text: string): boolean {
  return /^\p{Lu}/u.test(text);
}

/** The aliases of one language as a trie over stems, with a reading for every word. */
export class AliasIndex {
  private readonly root: Node = { next: new Map(), aliases: [] };
  private readonly stems = new Map<string, number>();
  private readonly stemsOfForms = new Map<string, number>();
  private readonly beginnings = new Set<string>();
  private readonly stem: (word: string) => string;
  private readonly functional: ReadonlySet<string>;
  private readonly correct: ReadonlySet<string>;
  private readonly spelling: Spelling;

  constructor(
    concepts: readonly Concept[],
    private readonly language: Language,
  ) {
    this.stem = stemmerOf(language);
    const forms = new Set<string>();
    for (const concept of concepts) for (const alias of new Set(concept.aliases[language])) this.add(concept, alias, forms);
    for (const idiom of idioms[language]) this.add(undefined, idiom, new Set());
    const { before, after, contrast, verbs } = negationWords[language];
    this.functional = this.foldAll([functionWords[language], ...before, ...contrast, ...verbs, realWords[language]]);
    this.correct = new Set([...this.functional, ...this.foldAll(after)]);
    this.spelling = new Spelling([...forms].filter((form) => !this.correct.has(form)));
  }

  /** The longest alias that starts at this word; of several with the same stems the one that is spelt most alike. */
  longest(words: readonly Reading[], from: number, to: number): AliasMatch | undefined {
    if (words[from].stem < 0) return undefined;
    let found: AliasMatch | undefined;
    let node = this.root.next.get(words[from].stem);
    for (let at = from + 1; node; at++) {
      if (node.aliases.length > 0) found = this.best(node.aliases, words, from) ?? found;
      if (at >= to) break;
      node = node.next.get(words[at].stem);
    }
    return found;
  }

  private foldAll(texts: readonly string[]): Set<string> {
    return new Set(comparedWords(texts.join(' ')).map((word) => foldWord(word.text, this.language)));
  }

  private add(concept: Concept | undefined, text: string, forms: Set<string>): void {
    const alias = { concept, text, capital: isCapital(text), forms: comparedWords(text).map((word) => foldWord(word.text, this.language)) };
    let node = this.root;
    for (const form of alias.forms) {
      forms.add(form);
      const stem = this.addStem(form);
      let next = node.next.get(stem);
      if (!next) node.next.set(stem, (next = { next: new Map(), aliases: [] }));
      node = next;
    }
    node.aliases.push(alias);
  }

  private best(aliases: readonly Alias[], words: readonly Reading[], from: number): AliasMatch | undefined {
    let best: Alias | undefined;
    let most = -1;
    for (const alias of aliases) {
      let exact = 0;
      const fits = alias.forms.every((form, i) => {
        const { form: read, functional } = words[from + i];
        if (form === read) exact++;
        const alone = alias.forms.length === 1;
        if (alone && (functional || read.length < shortestFolded)) return this.isWritten(alias, words[from]);
        if (form === read) return true;
        return !functional && !(alias.capital && this.language !== 'de') && inflects(form, read, this.language, alone);
      });
      if (fits && exact > most) [best, most] = [alias, exact];
    }
    if (!best) return undefined;
    const distance = best.forms.reduce((sum, _, i) => sum + words[from + i].distance, 0);
    return { concept: best.concept, alias: best.text, length: best.forms.length, distance };
  }

  /** te is no tè, and we had a nice talk, but not in Nice. */
  private isWritten(alias: Alias, { written, capital }: Reading): boolean {
    return alias.text.toLowerCase() === written && (capital || !alias.capital || this.language === 'de');
  }

  /** How this language reads a word; whoever reads many notes keeps it. */
  read(word: string): Reading {
    const form = foldWord(word, this.language);
    const capital = isCapital(word);
    const written = word.toLowerCase();
    const stem = this.stemOf(this.language === 'de' ? withoutDative(form) : form);
    const asIs = { form, stem, distance: 0, functional: this.functional.has(form), capital, written };
    if (stem >= 0 || this.correct.has(form) || (capital && this.language !== 'de' && form.length < shortestName)) return asIs;
    const meant = this.spelling.correct(form);
    if (!meant || this.isInflected(form)) return asIs;
    return { form: meant.word, stem: this.stemOf(meant.word), distance: meant.distance, functional: false, capital, written };
  }

  /** Another form of a word that is right as it is. */
  private isInflected(form: string): boolean {
    return [...this.endless(form)].some((base) => this.correct.has(base));
  }

  private endless(form: string): Set<string> {
    return new Set([1, 2].flatMap((cut) => ['', 'e', 'o', 'a'].map((end) => form.slice(0, -cut) + end)));
  }

  /** −1 for a form whose beginning no alias has: stems keep the beginning, so it needn't be stemmed. */
  private stemOf(form: string): number {
    const known = this.stemsOfForms.get(form);
    if (known !== undefined) return known;
    return this.beginnings.has(form.slice(0, beginning)) ? (this.stems.get(this.stem(form)) ?? -1) : -1;
  }

  private addStem(form: string): number {
    let number = this.stemsOfForms.get(form);
    if (number === undefined) {
      const text = this.stem(form);
      number = this.stems.get(text) ?? this.stems.size;
      this.stems.set(text, number);
      this.stemsOfForms.set(form, number);
      this.beginnings.add(form.slice(0, beginning));
    }
    return number;
  }
}
