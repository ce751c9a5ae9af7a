import { bundledLexicon } from '../../lexicon/bundled.js';
import { plainText } from '../../text/word-scanner.js';
import { defaultTokens } from '../../text/tokens.js';
import { signalPhrases } from '../blocks/indicators.js';
import { countedSignals } from '../blocks/text-counts.js';
import { conceptNames } from '../blocks/concepts.js';
import { notesOf } from '../client-text.js';
import { detectorOf } from '../concept-reader.js';
import { type Signal, signalOfConcept } from '../signals.js';

/** Something that a client's notes speak of, and the columns that tell it. */
export interface Topic {
  /** In English, with how often. */
  readonly words: string;
  readonly columns: readonly number[];
}

/** How a signal is told to a reader. */
const told: Readonly<Record<Signal, string>> = {
  unlimited: 'no limit on budget',
  generous: 'a generous budget',
  conscious: 'careful with money',
  luxury: 'luxury, designer or premium',
  gift: 'gifts',
  occasion: 'an occasion',
  interest: 'interested in buying',
  urgent: 'urgent',
  browsing: 'only looking',
  hesitant: 'hesitant',
  dissatisfied: 'disappointed',
  loyal: 'a loyal client',
};
const signalOfPhrase = new Map(Object.entries(signalPhrases).map(([signal, phrase]) => [phrase, signal as Signal]));

interface Mentioned {
  readonly label: string;
  readonly signal: Signal | undefined;
  readonly denied: boolean;
}

/** Topics of the columns that a client's row has; `text` is what the row was made of. */
export function clientTopics(text: string, columns: Iterable<number>, names: readonly string[]): Topic[] {
  const mentions = mentionsIn(text);
  const grouped = new Map<string, number[]>();
  for (const column of columns) {
    const words = topicOf(names[column], mentions);
    const own = grouped.get(words);
    if (own) own.push(column);
    else grouped.set(words, [column]);
  }
  return Array.from(grouped, ([words, own]) => ({ words, columns: own }));
}

/** What a client's notes mention: by each of its words, by label, and in how many notes. */
interface Mentions {
  readonly byWord: ReadonlyMap<string, Mentioned>;
  readonly byLabel: ReadonlyMap<string, Mentioned>;
  /** Notes that tell a signal, or affirm a label. */
  readonly notes: ReadonlyMap<string, number>;
}

const reading = { lowercase: true, stripAccents: 'unicode' } as const;

function mentionsIn(text: string): Mentions {
  const detector = detectorOf(bundledLexicon());
  const byWord = new Map<string, Mentioned>();
  const byLabel = new Map<string, Mentioned>();
  const notes = new Map<string, number>();
  for (const note of notesOf(text)) {
    const read = detector.detect(note);
    const here = new Set<string>();
    for (const { concept, negated, start, end } of read.mentions) {
      const mentioned = { ...known(concept), denied: negated };
      for (const word of defaultTokens(plainText(read.text.slice(start, end), reading)))
        if (!byWord.has(word) || byWord.get(word)?.denied) byWord.set(word, mentioned);
      if (negated) continue;
      byLabel.set(mentioned.label, mentioned);
      here.add(mentioned.signal ?? mentioned.label);
    }
    for (const key of here) notes.set(key, (notes.get(key) ?? 0) + 1);
  }
  return { byWord, byLabel, notes };
}

let concepts: ReadonlyMap<string, { readonly label: string; readonly signal: Signal | undefined }> | undefined;

function known(id: string) {
  concepts ??= bundledConcepts();
  return concepts.get(id) ?? { label: id, signal: undefined };
}

function bundledConcepts() {
  const lexicon = bundledLexicon();
  const labels = conceptNames(lexicon);
  return new Map(lexicon.concepts.map((concept, i) => [concept.id, { label: labels[i], signal: signalOfConcept(concept) }]));
}

function topicOf(name: string, mentions: Mentions): string {
  const colon = name.indexOf(': ');
  const kind = name.slice(0, colon);
  const what = name.slice(colon + 2);
  if (kind === 'notes on') return ofSignal(signalOfPhrase.get(what), mentions) ?? what;
  if (kind === 'concept') return ofMention(mentions.byLabel.get(what), mentions) ?? counted(what, 1);
  if (kind === 'together') return what.replace(' + ', ' together with ');
  if (kind === 'word' || kind === 'phrase') {
    const mentioned = what.split(' ').map((word) => mentions.byWord.get(word));
    return ofMention(mentioned.find(Boolean), mentions) ?? 'other words of the notes';
  }
  if (kind === 'aliases a note of') return ofSignal(saidOf(what, mentions), mentions) ?? what;
  if (kind === 'last note') return 'the mood of the last note';
  return kind === 'meaning' ? 'what the notes are about as a whole' : 'how much is written, and of how many things';
}

/** The first signal of a count that the notes tell. */
function saidOf(name: string, { notes }: Mentions): Signal | undefined {
  const counted = countedSignals.find((each) => each.name === name);
  return counted && [...counted.signals, ...counted.less].find((signal) => notes.has(signal));
}

function ofSignal(signal: Signal | undefined, { notes }: Mentions): string | undefined {
  return signal && counted(told[signal], notes.get(signal) ?? 1);
}

function ofMention(mentioned: Mentioned | undefined, mentions: Mentions): string | undefined {
  if (!mentioned) return undefined;
  if (mentioned.denied) return `no ${mentioned.label}`;
  return ofSignal(mentioned.signal, mentions) ?? counted(mentioned.label, mentions.notes.get(mentioned.label) ?? 1);
}

/** "gifts", "gifts twice", "gifts three times", "gifts 12 times": in so many notes. */
function counted(words: string, notes: number): string {
  if (notes === 1) return words;
  const times = ['twice', 'three times', 'four times', 'five times'][notes - 2] ?? `${notes} times`;
  return `${words} ${times}`;
}
