import { LearningError } from '../../../errors.js';
import { createRandom, type Random } from '../../../random/random.js';
import { bundledLexicon } from '../../lexicon/bundled.js';
import { notesOf } from '../client-text.js';
import { detectorOf } from '../concept-reader.js';
import { type Signal, signalOfConcept } from '../signals.js';
import { type LabelRule, labelRules, type LabelTarget, silence, startingPoints } from './label-rules.js';
import { labelRulesVersion, type LabelsOrigin } from './labels-origin.js';

export interface UnlabelledClient {
  readonly clientId: string;
  /** As `clientText` makes it. */
  readonly text: string;
  /** ISO date of the newest note. */
  readonly lastNote?: string | null;
}

/** A rule that fired, and on what. */
export interface FiredRule {
  readonly target: LabelTarget;
  readonly rule: string;
  /** Points of a hundred, or dollars. */
  readonly adds: number;
  /** The words of the first note that tells it; null for a rule about dates. */
  readonly words: string | null;
  /** Counted from 1, oldest first. */
  readonly note: number | null;
}

export interface GeneratedClient {
  readonly clientId: string;
  /** Drawn with the likelihoods. */
  readonly purchased: boolean;
  readonly churned: boolean;
  /** Dollars; what the rules add up to, without chance. */
  readonly lifetimeValue: number;
  /** From 0 to 1. */
  readonly likelihood: { readonly purchased: number; readonly churned: number };
  readonly rules: readonly FiredRule[];
}

export interface GeneratedLabels {
  readonly origin: LabelsOrigin;
  readonly clients: readonly GeneratedClient[];
}

/**
 * Labels by rules, for want of real ones: what a client's notes tell adds to a likelihood or value, and with it purchase and churn are drawn, each
 * client's by its id, whatever the others are. Throws `learning.parameter_invalid` for a seed that is no whole number of 32 bits.
 */
export function generateLabels(clients: readonly UnlabelledClient[], { seed }: { readonly seed: number }): GeneratedLabels {
  if (!(Number.isInteger(seed) && seed >= 0 && seed < 2 ** 32))
    throw new LearningError('learning.parameter_invalid', 'The seed is a whole number from 0 to 4,294,967,295.', 'seed');
  const random = createRandom(seed);
  const newest = clients.map(lastDay).reduce((latest, day) => (day > latest ? day : latest), Number.NEGATIVE_INFINITY);
  const origin: LabelsOrigin = { source: 'generated', rules: labelRulesVersion, seed };
  return { origin, clients: clients.map((client) => labelled(client, newest, random.fork(client.clientId))) };
}

function labelled(client: UnlabelledClient, newest: number, random: Random): GeneratedClient {
  const told = toldBy(client.text);
  const rules = [...labelRules.flatMap((rule) => fired(rule, told)), ...silenceOf(client, newest)];
  const total = (target: LabelTarget) =>
    rules.reduce((sum, rule) => sum + (rule.target === target ? rule.adds : 0), startingPoints[target]);
  const share = (target: LabelTarget) => Math.min(100, Math.max(0, total(target))) / 100;
  const likelihood = { purchased: share('purchased'), churned: share('churned') };
  const [bought, left] = [random.next(), random.next()];
  return {
    clientId: client.clientId,
    purchased: bought < likelihood.purchased,
    churned: left < likelihood.churned,
    lifetimeValue: total('lifetime_value'),
    likelihood,
    rules,
  };
}

interface Told {
  readonly words: string;
  readonly note: number;
}

/** The first words that tell each signal. */
function toldBy(text: string): ReadonlyMap<Signal, Told> {
  const detector = detectorOf(bundledLexicon());
  const told = new Map<Signal, Told>();
  for (const [i, note] of notesOf(text).entries()) {
    const read = detector.detect(note);
    for (const { concept, negated, start, end } of read.mentions) {
      const signal = negated ? undefined : signalOfId(concept);
      if (signal && !told.has(signal)) told.set(signal, { words: read.text.slice(start, end), note: i + 1 });
    }
  }
  return told;
}

let signalsById: ReadonlyMap<string, Signal | undefined> | undefined;

function signalOfId(id: string): Signal | undefined {
  signalsById ??= new Map(bundledLexicon().concepts.map((concept) => [concept.id, signalOfConcept(concept)]));
  return signalsById.get(id);
}

function fired({ target, name, signals, adds }: LabelRule, told: ReadonlyMap<Signal, Told>): FiredRule[] {
  const found = signals.flatMap((signal) => told.get(signal) ?? []).sort((a, b) => a.note - b.note);
  return found.slice(0, 1).map(({ words, note }) => ({ target, rule: name, adds, words, note }));
}

function lastDay({ lastNote }: UnlabelledClient): number {
  return lastNote ? Date.parse(lastNote) : Number.NaN;
}

function silenceOf(client: UnlabelledClient, newest: number): FiredRule[] {
  const { target, name, days, adds } = silence;
  const silent = (newest - lastDay(client)) / 86_400_000;
  return silent > days ? [{ target, rule: name, adds, words: null, note: null }] : [];
}
