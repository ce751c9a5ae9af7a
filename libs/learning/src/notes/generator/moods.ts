import type { Concept } from '../lexicon/lexicon.js';
import type { Random } from '../../random/random.js';
import type { Persona } from './persona.js';

type Trait = 'affluence' | 'desire' | 'gifting' | 'doubt' | 'loyalty';

/** What a note tells of a client's mood: the log-odds that a note has it are `base` plus the hidden traits times these slopes. */
const moods: readonly { readonly concepts: readonly string[]; readonly base: number; readonly slopes: Partial<Record<Trait, number>> }[] = [
  { concepts: ['budget.unlimited', 'budget.over_50k'], base: -2.9, slopes: { affluence: 1.5 } },
  { concepts: ['budget.comfortable', 'budget.up_to_50k', 'budget.up_to_25k', 'budget.flexible'], base: -2.2, slopes: { affluence: 0.8 } },
  {
    concepts: ['budget.conscious', 'budget.tight', 'budget.discount', 'budget.up_to_1k', 'budget.instalments'],
    base: -2.2,
    slopes: { affluence: -1.4 },
  },
  { concepts: ['taste.luxury', 'taste.designer', 'taste.premium', 'product.high_jewellery'], base: -2.2, slopes: { affluence: 1.1 } },
  {
    concepts: ['intent.very_interested', 'intent.ready_to_buy', 'intent.try_on', 'intent.reserve', 'intent.urgent'],
    base: -1.4,
    slopes: { desire: 1.3 },
  },
  { concepts: ['intent.browsing', 'intent.curious'], base: -2.4, slopes: { desire: -1.2 } },
  {
    concepts: ['intent.gift_intent', 'service.gift_wrapping', 'occasion.birthday', 'occasion.christmas'],
    base: -1.8,
    slopes: { gifting: 1.4 },
  },
  {
    concepts: ['hesitation.hesitant', 'hesitation.needs_time', 'hesitation.postponed', 'hesitation.comparing'],
    base: -1.9,
    slopes: { doubt: 1.4 },
  },
  {
    concepts: ['hesitation.disappointed', 'hesitation.complaint', 'hesitation.competitor', 'hesitation.lost_interest'],
    base: -2.9,
    slopes: { doubt: 0.9, loyalty: -1.2 },
  },
  { concepts: ['intent.repeat_buyer', 'service.loyalty', 'personality.trusting', 'personality.vip'], base: -2.2, slopes: { loyalty: 1.4 } },
];

/** Concepts of mood for one note. */
export function drawMoods(persona: Persona, byId: ReadonlyMap<string, Concept>, random: Random): Concept[] {
  const drawn: Concept[] = [];
  for (const { concepts, base, slopes } of moods) {
    const odds = Object.entries(slopes).reduce((sum, [trait, slope]) => sum + slope * persona[trait as Trait], base);
    const id = concepts[random.integer(concepts.length)];
    const concept = byId.get(id);
    if (random.next() < 1 / (1 + Math.exp(-odds)) && concept) drawn.push(concept);
  }
  return drawn;
}
