import type { Signal } from '../signals.js';

export type LabelTarget = 'purchased' | 'churned' | 'lifetime_value';

export interface LabelRule {
  readonly target: LabelTarget;
  readonly name: string;
  /** Any of them, in any note; a rule counts once a client. */
  readonly signals: readonly Signal[];
  /** Points of a hundred of likelihood, or dollars. */
  readonly adds: number;
}

/** What a client begins with of whom nothing is told. */
export const startingPoints: Readonly<Record<LabelTarget, number>> = { purchased: 30, churned: 25, lifetime_value: 3000 };

const rule = (target: LabelTarget, name: string, adds: number, ...signals: Signal[]): LabelRule => ({ target, name, signals, adds });

/** Purchase and value as the retail side asks for them. Churn: who is let down or doubts leaves, who is loyal or wants something stays. */
export const labelRules: readonly LabelRule[] = [
  rule('purchased', 'budget without limit', 30, 'unlimited'),
  rule('purchased', 'luxury, designer or premium', 25, 'luxury'),
  rule('purchased', 'gift or occasion', 20, 'gift', 'occasion'),
  rule('purchased', 'interest', 15, 'interest'),
  rule('purchased', 'urgent', 10, 'urgent'),
  rule('purchased', 'hesitant', -15, 'hesitant'),
  rule('purchased', 'careful with money', -10, 'conscious'),
  rule('lifetime_value', 'budget without limit', 25_000, 'unlimited'),
  rule('lifetime_value', 'luxury, designer or premium', 12_000, 'luxury'),
  rule('lifetime_value', 'gift', 5000, 'gift'),
  rule('churned', 'disappointed, or with a competitor', 30, 'dissatisfied'),
  rule('churned', 'hesitant', 10, 'hesitant'),
  rule('churned', 'only looking', 5, 'browsing'),
  rule('churned', 'loyal', -20, 'loyal'),
  rule('churned', 'interest', -10, 'interest'),
];

/** A client of whom there was no note for so long before the newest note of all is more likely to have left. */
export const silence = { target: 'churned', name: 'no note for half a year', days: 180, adds: 20 } as const;
