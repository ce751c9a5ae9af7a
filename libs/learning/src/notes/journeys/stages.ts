/** Where a client may stand with the house. */
export const journeyStages = ['new', 'exploring', 'considering', 'buying', 'loyal', 'at_risk', 'lapsed', 'returning'] as const;
export type JourneyStage = (typeof journeyStages)[number];

/** A client's stage on a day, as somebody knows it. */
export interface ObservedStage {
  readonly clientId: string;
  /** Days since 1970-01-01. */
  readonly day: number;
  readonly stage: string;
}
