/** Texts as points: near each other where the texts mean the same. */
export interface SentenceEncoder {
  readonly dimensions: number;
  /** Row-major [texts × dimensions]: each row of length 1, all zeros for a text without a word. Row i depends on text i alone. */
  encode(texts: readonly string[]): Float32Array;
}

/** An encoder that may run elsewhere: on onnxruntime, for example. */
export interface AnyEncoder {
  readonly dimensions: number;
  encode(texts: readonly string[]): Float32Array | Promise<Float32Array>;
}

/**
 * An encoder that a pipeline's manifest can hold: `readEncoder(JSON.parse(JSON.stringify(encoder.description)))` gives the same bytes for
 * the same texts.
 */
export interface DescribedEncoder extends SentenceEncoder {
  readonly description: EncoderDescription;
  /** What a manifest should keep of it, where all would be too much: fit on the training texts, and with what it then encodes. */
  reducedTo?(texts: readonly string[]): DescribedEncoder;
}

export type EncoderDescription = UntrainedDescription | SubwordDescription;

/** Nothing was learned: all follows from the number of dimensions. */
export interface UntrainedDescription {
  readonly kind: 'untrained_subwords';
  readonly dimensions: number;
}

/** The learned rows of some features, each in 8 bits and a scale. */
export interface SubwordDescription {
  readonly kind: 'subwords';
  readonly dimensions: number;
  /** Base64 of the features' hashes (uint32, ascending, little-endian). */
  readonly features: string;
  /** Base64 of int8 [features × dimensions], row-major. */
  readonly weights: string;
  /** Base64 of float32, one for each feature: what its row is to be multiplied with. */
  readonly scales: string;
  /** Words that count less than 1. */
  readonly frequent: Readonly<Record<string, number>>;
}
