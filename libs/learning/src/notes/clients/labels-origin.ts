/**
 * Where labels come from: noted beside the data, in a model's manifest and summary, in the registry and with every score, so that a number that was
 * learned from rules is never taken for one learned from what clients did.
 */
export type LabelsOrigin =
  | { readonly source: 'given' }
  | {
      readonly source: 'generated';
      /** Of the draws. */
      readonly seed: number;
      /** Which rules; see docs/guide/notes.md. */
      readonly rules: typeof labelRules;
    };

export const labelRules = 'atelier-notes-1';

/** What is said wherever such labels or their models appear. */
export const generatedLabelsWarning =
  'These labels were generated from the notes by rules, not observed: scores say how well the rules were learned, not what clients will do.';
