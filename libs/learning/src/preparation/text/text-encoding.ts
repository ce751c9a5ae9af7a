import type { SparseMatrix } from '../../notes/text/sparse-matrix.js';

/** What was learned of how texts become numbers, as plain JSON; `kind` names the encoding that reads it back. */
export interface TextEncodingDescription {
  readonly kind: string;
}

/** Free texts as numbers, learned from training rows. It never changes afterwards, and training and serving run this same code. */
export interface FittedTextEncoding {
  /** Names of the matrix columns. */
  readonly names: readonly string[];
  /** One row a text, whatever the others are; a missing text is the empty one. */
  transform(texts: readonly string[]): SparseMatrix;
  readonly description: TextEncodingDescription;
}

/** One way of making numbers of free texts, known by its name in plans and manifests. */
export interface TextEncoding<Options> {
  readonly kind: string;
  /** Learns from the training rows' texts alone. Throws `learning.parameter_invalid`. */
  fit(texts: readonly string[], options: Options): FittedTextEncoding;
  /** Throws `learning.model_invalid` where the description is not of this kind. */
  load(description: TextEncodingDescription): FittedTextEncoding;
}
