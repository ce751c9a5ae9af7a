import type { Signal } from '../clients/signals.js';

/** A mood that clients have in common: as a name of such clients, and as what is said of them. */
export interface Theme {
  readonly noun: string;
  readonly quality: string;
}

export const themes: Readonly<Record<Signal, Theme>> = {
  unlimited: { noun: 'clients with an open purse', quality: 'no limit on budget' },
  generous: { noun: 'comfortable spenders', quality: 'a comfortable budget' },
  conscious: { noun: 'careful spenders', quality: 'careful with money' },
  luxury: { noun: 'lovers of luxury', quality: 'drawn to luxury' },
  gift: { noun: 'gift buyers', quality: 'buying gifts' },
  occasion: { noun: 'clients with an occasion', quality: 'with an occasion' },
  interest: { noun: 'keen buyers', quality: 'keen to buy' },
  urgent: { noun: 'clients in a hurry', quality: 'in a hurry' },
  browsing: { noun: 'browsers', quality: 'just looking' },
  hesitant: { noun: 'hesitant clients', quality: 'hesitant' },
  dissatisfied: { noun: 'dissatisfied clients', quality: 'dissatisfied' },
  loyal: { noun: 'faithful clients', quality: 'faithful' },
};

/** What goes without saying where the other theme is there, too: who has no limit has a comfortable budget. */
export const covering: Readonly<Partial<Record<Signal, Signal>>> = { generous: 'unlimited', occasion: 'gift', urgent: 'interest' };
