import type { Concept } from '../lexicon/lexicon.js';

/** What advisers' notes tell of a client's mind, whatever it is about. */
export const signals = [
  'unlimited',
  'generous',
  'conscious',
  'luxury',
  'gift',
  'occasion',
  'interest',
  'urgent',
  'browsing',
  'hesitant',
  'dissatisfied',
  'loyal',
] as const;
export type Signal = (typeof signals)[number];

/** The bundled lexicon's concepts that tell it. */
const conceptsOf: Readonly<Record<Exclude<Signal, 'occasion'>, string>> = {
  unlimited: 'budget.unlimited',
  generous: 'budget.comfortable budget.flexible budget.up_to_25k budget.up_to_50k budget.over_50k',
  conscious: 'budget.conscious budget.tight budget.discount budget.instalments budget.up_to_1k',
  luxury: 'taste.luxury taste.designer taste.premium taste.quiet_luxury',
  gift: 'intent.gift_intent service.gift_wrapping occasion.thank_you',
  interest: 'intent.very_interested intent.ready_to_buy intent.try_on intent.reserve intent.preorder intent.waiting_list intent.quote',
  urgent: 'intent.urgent',
  browsing: 'intent.browsing intent.curious',
  hesitant:
    'hesitation.hesitant hesitation.needs_time hesitation.ask_partner hesitation.too_expensive hesitation.comparing hesitation.size_doubt hesitation.colour_doubt hesitation.postponed hesitation.sceptical',
  dissatisfied:
    'hesitation.disappointed hesitation.complaint hesitation.returned_item hesitation.long_wait hesitation.competitor hesitation.lost_interest',
  loyal: 'intent.repeat_buyer service.loyalty personality.trusting personality.vip',
};
/** Nobody buys a present for it. */
const noOccasion = new Set(['occasion.funeral', 'occasion.job_interview', 'occasion.business_meeting']);

const signalOf = new Map<string, Signal>(
  Object.entries(conceptsOf).flatMap(([signal, ids]) => ids.split(' ').map((id): [string, Signal] => [id, signal as Signal])),
);

/** What a concept of the bundled lexicon tells, if anything. */
export function signalOfConcept({ id, bucket }: Pick<Concept, 'id' | 'bucket'>): Signal | undefined {
  return signalOf.get(id) ?? (bucket === 'occasion' && !noOccasion.has(id) ? 'occasion' : undefined);
}
