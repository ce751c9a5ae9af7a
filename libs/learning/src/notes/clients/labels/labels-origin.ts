/**
 * Where labels come from: noted beside the data, in a model's manifest and summary, in the registry and with every score, so that a number that was
 * learned from rules is never taken for one learned from what clients did.
 */
export type LabelsOrigin =
  | { readonly source: 'given' }
  | {
      readonly source: 'generated';
      /** Which rules: `labelRulesVersion` of the program that made them. */
      readonly rules: string;
      /** Of the draws. */
      readonly seed: number;
    };

/** Of the rules in `label-rules.ts`; see docs/guide/notes.md. */
export const labelRulesVersion = 'atelier-notes-1';

/** What is said wherever such labels or their models appear. */
export const generatedLabelsWarning =
  'These labels were generated from the notes by rules, not observed: scores say how well the rules were learned, not what clients will do.';

/** Of labels.csv: the column that marks generated labels, row by row. */
export const originColumn = 'labels_origin';

/** `given`, or `generated:RULES:SEED`. */
export function originText(origin: LabelsOrigin): string {
  return origin.source === 'given' ? 'given' : `generated:${origin.rules}:${origin.seed}`;
}

/** What `originText` wrote; undefined for any other text. */
export function parseOrigin(text: string): LabelsOrigin | undefined {
  if (text === 'given') return { source: 'given' };
  const [, rules, seed] = /^generated:([\w.-]+):(\d{1,10})$/u.exec(text) ?? [];
  return rules === undefined ? undefined : { source: 'generated', rules, seed: Number(seed) };
}
