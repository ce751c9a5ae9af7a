import { signalOfConcept } from '../clients/signals.js';
import type { Concept, Lexicon } from '../lexicon/lexicon.js';
import type { ConceptProfile, SegmentNumbers, ShareProfile } from './segment-profiles.js';
import { significance } from './segment-profiles.js';
import { covering, themes } from './themes.js';

export interface SegmentWords {
  /** Short, true and unlike the other segments' names. */
  readonly name: string;
  /** Sentences, the size first. */
  readonly words: readonly string[];
}

/** Names and descriptions of segments; concepts are called by their labels, or by their ids where the lexicon doesn't know them. */
export function segmentWords(segments: readonly SegmentNumbers[], { concepts }: Lexicon): SegmentWords[] {
  const known = new Map(concepts.map((concept) => [concept.id, concept]));
  const conceptOf = (id: string) => known.get(id) ?? { id, label: id, bucket: '' };
  const names = distinct(segments.map((segment) => namesOf(segment, conceptOf)));
  return segments.map((segment, i) => ({ name: names[i], words: sentencesOf(segment, (id) => conceptOf(id).label) }));
}

type NamedConcepts = (id: string) => Pick<Concept, 'id' | 'label' | 'bucket'>;

interface Trait {
  readonly noun?: string;
  readonly quality: string;
}

/** What sets a segment apart, the surest first: a theme's concepts as one, other concepts each by itself. */
function traitsOf(concepts: readonly ConceptProfile[], conceptOf: NamedConcepts): Trait[] {
  const told = concepts.map(({ concept }) => ({ concept: conceptOf(concept), signal: signalOfConcept(conceptOf(concept)) }));
  const signals = new Set(told.map(({ signal }) => signal));
  const traits = told.map(({ concept, signal }): Trait => {
    if (signal === undefined) return { quality: concept.label };
    const wider = covering[signal];
    return themes[wider !== undefined && signals.has(wider) ? wider : signal];
  });
  return [...new Map(traits.map((trait) => [trait.quality, trait])).values()];
}

/** Candidates for a name, the best first: each says more than the one before. */
function namesOf({ concepts, seldom, conceptsPerClient }: SegmentNumbers, conceptOf: NamedConcepts): string[] {
  if (conceptsPerClient < 1) return ['clients of whom little is said'];
  const traits = traitsOf(concepts, conceptOf);
  const noun = traits.find((trait) => trait.noun !== undefined);
  const qualities = traits.filter((trait) => trait !== noun).map(({ quality }) => quality);
  const lacking = traitsOf(seldom, conceptOf).map(({ quality }) => `seldom ${quality}`);
  const lengths = [1, 2, 3, 4];
  if (noun) return [...lengths.map((length) => [noun.noun, ...qualities.slice(0, length)].join(', ')), `${noun.noun}, ${lacking[0]}`];
  if (qualities.length > 0) return [3, 4, 5, 6].map((length) => `talk of ${listed(qualities.slice(0, length))}`);
  if (lacking.length > 0) return lengths.map((length) => lacking.slice(0, length).join(', '));
  return ['clients without a mark of their own'];
}

/** The first candidate that no earlier segment has; a number where all are taken. */
function distinct(candidates: readonly (readonly string[])[]): string[] {
  const taken = new Set<string>();
  return candidates.map((own) => {
    const free = own.find((name) => !taken.has(name)) ?? numbered(own[0], taken);
    taken.add(free);
    return free;
  });
}

function numbered(name: string, taken: ReadonlySet<string>): string {
  let number = 2;
  while (taken.has(`${name} (${number})`)) number++;
  return `${name} (${number})`;
}

function sentencesOf(segment: SegmentNumbers, labelOf: (id: string) => string): string[] {
  const { clients, share, notesPerClient, conceptsPerClient, concepts, seldom } = segment;
  return [
    `${count(clients, 'client')} (${percent(share)} of all), ${notesPerClient.toFixed(1)} notes and ${conceptsPerClient.toFixed(1)} concepts each.`,
    ...(concepts.length > 0
      ? [`Said more often than of others: ${told(concepts.slice(0, 6), labelOf)}.`]
      : ['Nothing is said of them more often than of others.']),
    ...(seldom.length > 0 ? [`Seldom said: ${told(seldom.slice(0, 4), labelOf)}.`] : []),
    ...outcomeSentences(segment),
    ...languageSentence(segment),
  ];
}

function told(concepts: readonly ConceptProfile[], labelOf: (id: string) => string): string {
  return concepts
    .map(
      ({ concept, lift, share, allShare }) =>
        `${labelOf(concept)} (${lift.toFixed(1)} times: ${percent(share)} against ${percent(allShare)})`,
    )
    .join(', ');
}

function outcomeSentences({ purchased, churned, lifetimeValue }: SegmentNumbers): string[] {
  const rate = (verb: string, profile?: ShareProfile) =>
    profile ? [`${percent(profile.share)} ${verb} (all: ${percent(profile.allShare)}${chance(profile.pValue)}).`] : [];
  return [
    ...rate('bought', purchased),
    ...rate('left', churned),
    ...(lifetimeValue
      ? [
          `Lifetime value: median ${amount(lifetimeValue.median)}, mean ${amount(lifetimeValue.mean)} (all: ${amount(lifetimeValue.allMedian)} and ${amount(lifetimeValue.allMean)}${chance(lifetimeValue.pValue)}).`,
        ]
      : []),
  ];
}

function chance(pValue: number): string {
  return pValue < significance ? '' : '; may be chance';
}

function languageSentence({ languages }: SegmentNumbers): string[] {
  if (languages.length === 0) return [];
  return [
    `Notes in ${languages
      .slice(0, 3)
      .map(({ language, share }) => `${language} ${percent(share)}`)
      .join(', ')}.`,
  ];
}

function listed(parts: readonly string[]): string {
  return parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`;
}

function count(number: number, of: string): string {
  return `${number.toLocaleString('en-US')} ${of}${number === 1 ? '' : 's'}`;
}

export function percent(share: number): string {
  return `${(share * 100).toFixed(share > 0 && share < 0.01 ? 1 : 0)} %`;
}

function amount(value: number): string {
  return Math.round(value).toLocaleString('en-US');
}
