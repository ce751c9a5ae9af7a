import type { Random } from '../../random/random.js';
import type { Concept, Language } from '../lexicon/lexicon.js';
import { grammars } from './grammar/index.js';
import { type Role, roleOfBucket } from './grammar/grammar.js';
import { drawSlips, withSlips } from './noise.js';

export interface Said {
  readonly concept: Concept;
  readonly negated: boolean;
}

export interface WrittenNote {
  readonly text: string;
  readonly said: readonly Said[];
}

const fewestWords = 20;
const mostWords = 120;

/** How a note is written, and of whom. */
export interface Voice {
  readonly language: Language;
  /** One sentence is in this. */
  readonly switchTo?: Language;
  /** Number of the client: the same one keeps the name. */
  readonly client: number;
}

/** The last two names of a grammar are no names: the client, client. */
function named(names: readonly string[]): number {
  return names.length - 2;
}

/** Turns what a note has to say into sentences of a language; one of them may be in another. */
export function writeNote(said: readonly Said[], { language, switchTo, client }: Voice, random: Random): WrittenNote {
  const grammar = grammars[language];
  const name = grammar.names[random.next() < 0.75 ? client % named(grammar.names) : named(grammar.names) + random.integer(2)];
  const sentences = [pick(grammar.openers, random).replace('{name}', () => name)];
  const told: Said[] = [];
  const groups = grouped(said, random);
  const foreign = switchTo === undefined ? -1 : random.integer(groups.length);
  for (const [i, group] of groups.entries()) {
    const { text, used } = sentenceOf(group, i === foreign && switchTo ? switchTo : language, random);
    if (wordCount([...sentences, text]) > mostWords - 2) break;
    sentences.push(text);
    told.push(...used);
  }
  const fillers = [...grammar.fillers];
  while (wordCount(sentences) < fewestWords || (random.next() < 0.45 && wordCount(sentences) < mostWords - 25)) {
    const [filler] = fillers.splice(random.integer(fillers.length), 1);
    sentences.splice(1 + random.integer(sentences.length), 0, filler);
    if (fillers.length === 0) break;
  }
  return { text: withSlips(joined(sentences, random), drawSlips(random), random), said: told };
}

/** Concepts that one sentence can name together: of one role, denied or not, at most three. */
function grouped(said: readonly Said[], random: Random): Said[][] {
  const groups: Said[][] = [];
  for (const each of said) {
    const role = roleOfBucket[each.concept.bucket];
    const open = groups.find(
      ([first, ...rest]) => rest.length < 2 && roleOfBucket[first.concept.bucket] === role && first.negated === each.negated,
    );
    if (open && role !== 'phrase' && role !== 'life' && random.next() < 0.6) open.push(each);
    else groups.push([each]);
  }
  return groups;
}

const slots = ['{x}', '{y}', '{z}'];

function sentenceOf(group: readonly Said[], language: Language, random: Random): { text: string; used: readonly Said[] } {
  const [{ concept, negated }] = group;
  const role: Role = roleOfBucket[concept.bucket];
  const { affirm, deny } = grammars[language];
  const templates = (negated ? deny[role] : affirm[role]) ?? affirm[role];
  const fitting = templates.filter((template) => slots.filter((slot) => template.includes(slot)).length <= group.length);
  const template = pick(fitting, random);
  const used = group.slice(0, slots.filter((slot) => template.includes(slot)).length);
  return { text: fill(template, used, language, random), used };
}

function fill(template: string, used: readonly Said[], language: Language, random: Random): string {
  const text = used.reduce((filled, { concept }, i) => filled.replaceAll(slots[i], () => aliasOf(concept, language, random)), template);
  return language === 'fr'
    ? text
        .replace(/\b(d|l)e (?=[aeiouàâéèêëîïôûœ])/giu, "$1'")
        .replaceAll('de le ', 'du ')
        .replaceAll('à le ', 'au ')
    : text;
}

function aliasOf(concept: Concept, language: Language, random: Random): string {
  const aliases = concept.aliases[language] ?? [concept.label];
  return random.next() < 0.5 ? aliases[0] : pick(aliases, random);
}

function pick<T>(list: readonly T[], random: Random): T {
  return list[random.integer(list.length)];
}

function wordCount(sentences: readonly string[]): number {
  return sentences.join(' ').split(' ').length;
}

/** Some advisers write sentences, others a line with semicolons. */
function joined(sentences: readonly string[], random: Random): string {
  const style = random.next();
  if (style < 0.7) return sentences.map((sentence) => `${capitalised(sentence)}.`).join(' ');
  return `${capitalised(sentences.join(style < 0.9 ? '; ' : '\n'))}.`;
}

function capitalised(sentence: string): string {
  return sentence.charAt(0).toUpperCase() + sentence.slice(1);
}
