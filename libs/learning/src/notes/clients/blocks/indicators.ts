import type { ClientReading } from '../client-reading.js';
import { type Signal, signals } from '../signals.js';
import { denseBlock, type FeatureBlock } from './block.js';

/** How columns name them. */
export const signalPhrases: Readonly<Record<Signal, string>> = {
  unlimited: 'budget without limit',
  generous: 'generous budget',
  conscious: 'careful with money',
  luxury: 'luxury, designer or premium',
  gift: 'gift',
  occasion: 'occasion',
  interest: 'interest in buying',
  urgent: 'urgency',
  browsing: 'only looking',
  hesitant: 'hesitation',
  dissatisfied: 'dissatisfaction',
  loyal: 'loyalty',
};

const names = [
  ...signals.map((signal) => `notes on: ${signalPhrases[signal]}`),
  'ratio: denied of all concepts',
  'last note: interest less hesitation',
];

/** Fourteen statistics: notes that tell each of twelve signals, what is denied, and the mood of the last note. */
export function indicatorsBlock(): FeatureBlock {
  return denseBlock(names, (client) => {
    const notes = client.signals;
    const counts = signals.map((signal) => notes.reduce((sum, told) => sum + (told.has(signal) ? 1 : 0), 0));
    return [...counts, deniedShare(client), moodOf(notes.at(-1))];
  });
}

function deniedShare({ concepts }: ClientReading): number {
  let all = 0;
  let denied = 0;
  for (const note of concepts) {
    all += note.length;
    for (const place of note) if (place < 0) denied++;
  }
  return all === 0 ? 0 : denied / all;
}

function moodOf(told: ReadonlySet<Signal> | undefined): number {
  const tells = (...any: Signal[]) => (any.some((signal) => told?.has(signal)) ? 1 : 0);
  return tells('interest', 'urgent') - tells('hesitant', 'dissatisfied');
}
