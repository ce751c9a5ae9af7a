import { textColumn } from '../../../frame/text-column.js';
import { fitTfidf, Tfidf, type TfidfDescription, type TfidfOptions } from '../../text/tfidf.js';
import { dullWords } from './dull-words.js';
import { blockOf, type FeatureBlock, padded } from './block.js';

export interface WordsOptions {
  readonly width: number;
  readonly ngramRange: TfidfOptions['ngramRange'];
}

/** TF-IDF of the most frequent words and phrases, equal to scikit-learn's; where the texts have fewer, the last columns stay empty. */
export function fitWords(texts: readonly string[], { width, ngramRange }: WordsOptions): TfidfDescription {
  const options = { maxFeatures: width, ngramRange, stripAccents: 'unicode', stopWords: dullWords() } as const;
  return fitTfidf(textColumn('notes', texts), options).description;
}

export function wordsBlock(description: TfidfDescription, width: number): FeatureBlock {
  const tfidf = new Tfidf(description);
  const names = description.terms.map((term) => (term.includes(' ') ? `phrase: ${term}` : `word: ${term}`));
  return blockOf(padded(names, width, 'word'), ({ text }, put) => {
    const { indices, values } = tfidf.transformText(text);
    for (let at = 0; at < indices.length; at++) put(indices[at], values[at]);
  });
}
