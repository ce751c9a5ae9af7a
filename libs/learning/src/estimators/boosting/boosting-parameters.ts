/** Hyper-parameters that several boosting algorithms declare alike; each spreads what it has. */
export const iterations = { type: 'integer', default: 100, min: 1, max: 10_000, search: [50, 500], doc: 'Boosting iterations.' } as const;

/** `by` is the default, `most` the largest rate that a search tries. */
export function learningRate(by: number, most: number) {
  const range = { type: 'number', min: 0, exclusiveMin: true, max: 10, log: true } as const;
  return { ...range, default: by, search: [0.01, most] as const, doc: 'Shrinks the step of each tree.' };
}

/** A share above 0 of what is drawn from; all of it by default. */
export function drawnShare(doc: string) {
  return { type: 'number', default: 1, min: 0, exclusiveMin: true, max: 1, search: [0.5, 1] as const, doc } as const;
}

/** A share from 0 on. */
export function chance(by: number, doc: string) {
  return { type: 'number', default: by, min: 0, max: 1, doc } as const;
}

export const alphaPenalty = { type: 'number', default: 0, min: 0, search: [0, 10], doc: 'L1 penalty on leaf values.' } as const;

export function lambdaPenalty(by: number) {
  return { type: 'number', default: by, min: 0, search: [0, 10] as const, doc: 'L2 penalty on leaf values.' } as const;
}

export const positiveWeight = {
  type: 'number',
  default: 1,
  min: 0,
  exclusiveMin: true,
  doc: 'Weight of the second class in binary classification.',
} as const;
