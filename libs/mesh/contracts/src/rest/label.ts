/** A target's own label: text, number or truth value. */
export type Label = string | number | boolean;
