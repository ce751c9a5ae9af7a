/** What can be said of a concept: each role has its sentences. */
export const roles = ['wish', 'taste', 'pastime', 'place', 'occasion', 'relation', 'life', 'phrase'] as const;
export type Role = (typeof roles)[number];

export const roleOfBucket: Readonly<Record<string, Role>> = {
  product: 'wish',
  look: 'wish',
  material: 'taste',
  gem: 'taste',
  colour: 'taste',
  taste: 'taste',
  sport: 'pastime',
  art: 'pastime',
  food: 'pastime',
  travel: 'pastime',
  destination: 'place',
  occasion: 'occasion',
  relation: 'relation',
  life_event: 'life',
  profession: 'life',
  personality: 'phrase',
  size: 'phrase',
  budget: 'phrase',
  intent: 'phrase',
  hesitation: 'phrase',
  service: 'phrase',
  communication: 'phrase',
  language: 'phrase',
  care: 'phrase',
  season: 'phrase',
};

/** Sentences of one language; {x}, {y} and {z} stand for concepts of one role, {name} for the client. */
export interface Grammar {
  readonly names: readonly string[];
  readonly openers: readonly string[];
  /** Say nothing of any concept. */
  readonly fillers: readonly string[];
  readonly affirm: Readonly<Record<Role, readonly string[]>>;
  readonly deny: Readonly<Partial<Record<Role, readonly string[]>>>;
}
