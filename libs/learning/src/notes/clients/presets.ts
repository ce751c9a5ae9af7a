import { LearningError } from '../../errors.js';
import type { TextEncoding, TextEncodingDescription } from '../../preparation/text/text-encoding.js';
import { readEncoder } from '../concept-model/read-encoder.js';
import type { DescribedEncoder, EncoderDescription } from '../concept-model/sentence-encoder.js';
import { untrainedEncoder } from '../concept-model/untrained-encoder.js';
import { bundledLexicon } from '../lexicon/bundled.js';
import type { Lexicon } from '../lexicon/lexicon.js';
import type { TfidfDescription } from '../text/tfidf.js';
import { conceptsBlock, totalsBlock } from './blocks/concepts.js';
import { diversityBlock } from './blocks/diversity.js';
import { embeddingBlock } from './blocks/embedding.js';
import { indicatorsBlock } from './blocks/indicators.js';
import { type ConceptPair, fitPairs, pairsBlock } from './blocks/pairs.js';
import { textCountsBlock } from './blocks/text-counts.js';
import { fitWords, wordsBlock } from './blocks/words.js';
import { ClientEncoding } from './client-encoding.js';
import { ClientReader, readerOf } from './client-reading.js';
import { type LexiconReference, lexiconOf } from './lexicon-reference.js';

/** Whoever changes what a column means raises it: models of another version are refused rather than misread. */
const version = 1;

export interface ClientOptions {
  /** Which concepts notes are read for; the bundled lexicon where none is given. */
  readonly lexicon?: Lexicon;
  /** Reads once what several encodings of one lexicon need. */
  readonly reader?: ClientReader;
  /** Of the full preset, reduced to the training texts; one without a model, of 384 dimensions, where none is given. */
  readonly encoder?: DescribedEncoder;
}

interface FastDescription extends TextEncodingDescription {
  readonly kind: 'client_fast';
  readonly version: number;
  readonly words: TfidfDescription;
}

interface EliteDescription extends TextEncodingDescription {
  readonly kind: 'client_elite';
  readonly version: number;
  readonly lexicon: LexiconReference;
  readonly words: TfidfDescription;
  readonly pairs: readonly ConceptPair[];
}

interface FullDescription extends TextEncodingDescription {
  readonly kind: 'client_full';
  readonly version: number;
  readonly lexicon: LexiconReference;
  readonly words: TfidfDescription;
  readonly encoder: EncoderDescription;
  readonly pairs: readonly ConceptPair[];
}

/** 506 columns: TF-IDF of 500 words, and six counts and ratios: notes, and aliases of signals as they are spelt. */
export const clientFast: TextEncoding<ClientOptions> = {
  kind: 'client_fast',
  fit: (texts, options) => {
    const words = fitWords(texts, fastWords);
    return fastEncoding({ kind: 'client_fast', version, words }, readerFor(options));
  },
  load: (description) => fastEncoding(requireKind<FastDescription>(description, 'client_fast'), readerOf(bundledLexicon())),
};

const fastWords = { width: 500, ngramRange: [1, 1] } as const;

function fastEncoding(description: FastDescription, reader: ClientReader) {
  return new ClientEncoding(description, reader, [wordsBlock(description.words, fastWords.width), textCountsBlock()]);
}

/** 868 columns: TF-IDF of 800 words and phrases of up to three, 14 statistics of signals, 50 pairs of concepts, four measures of diversity. */
export const clientElite: TextEncoding<ClientOptions> = {
  kind: 'client_elite',
  fit: (texts, options) => {
    const reader = readerFor(options);
    const pairs = pairsOf(texts, reader, elitePairs);
    const words = fitWords(texts, eliteWords);
    return eliteEncoding({ kind: 'client_elite', version, lexicon: reader.lexicon, words, pairs }, reader);
  },
  load: (description) => {
    const known = requireKind<EliteDescription>(description, 'client_elite');
    return eliteEncoding(known, readerOf(lexiconOf(known.lexicon)));
  },
};

const eliteWords = { width: 800, ngramRange: [1, 3] } as const;
const elitePairs = 50;

function eliteEncoding(description: EliteDescription, reader: ClientReader) {
  return new ClientEncoding(description, reader, [
    wordsBlock(description.words, eliteWords.width),
    indicatorsBlock(),
    pairsBlock(description.pairs, reader.concepts.lexicon, elitePairs),
    diversityBlock(),
  ]);
}

/**
 * 1,940 columns with the bundled lexicon and an encoder of 384 dimensions: one a concept (1,253), TF-IDF of 200 words, the encoder's
 * dimensions, 100 pairs of concepts and three statistics. Another lexicon or encoder brings its own number of columns.
 */
export const clientFull: TextEncoding<ClientOptions> = {
  kind: 'client_full',
  fit: (texts, options) => {
    const reader = readerFor(options);
    const pairs = pairsOf(texts, reader, fullPairs);
    const words = fitWords(texts, fullWords);
    const encoder = options.encoder?.reducedTo?.(texts) ?? options.encoder ?? untrainedEncoder();
    return fullEncoding(
      { kind: 'client_full', version, lexicon: reader.lexicon, words, encoder: encoder.description, pairs },
      reader,
      encoder,
    );
  },
  load: (description) => {
    const known = requireKind<FullDescription>(description, 'client_full');
    return fullEncoding(known, readerOf(lexiconOf(known.lexicon)), readEncoder(known.encoder));
  },
};

const fullWords = { width: 200, ngramRange: [1, 1] } as const;
const fullPairs = 100;

function fullEncoding(description: FullDescription, reader: ClientReader, encoder: DescribedEncoder) {
  const { lexicon } = reader.concepts;
  return new ClientEncoding(description, reader, [
    conceptsBlock(lexicon),
    wordsBlock(description.words, fullWords.width),
    embeddingBlock(encoder),
    pairsBlock(description.pairs, lexicon, fullPairs),
    totalsBlock(),
  ]);
}

function pairsOf(texts: readonly string[], reader: ClientReader, width: number): ConceptPair[] {
  const clients = texts.map((text) => reader.read(text));
  return fitPairs(clients, reader.concepts.lexicon.concepts.length, width);
}

function readerFor({ lexicon, reader }: ClientOptions): ClientReader {
  return reader ?? new ClientReader(lexicon ?? bundledLexicon());
}

function requireKind<Description extends TextEncodingDescription & { readonly version: number }>(
  description: TextEncodingDescription,
  kind: Description['kind'],
): Description {
  const given = description as Description;
  if (given.kind !== kind) throw new LearningError('learning.model_invalid', `This is a ${given.kind} encoding, not ${kind}.`, 'kind');
  if (given.version !== version)
    throw new LearningError(
      'learning.model_invalid',
      `Version ${given.version} of ${kind} is unknown here; train the model anew.`,
      'version',
    );
  return given;
}
