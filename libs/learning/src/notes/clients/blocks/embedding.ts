import type { SentenceEncoder } from '../../concept-model/sentence-encoder.js';
import type { FeatureBlock } from './block.js';

/** Where the encoder places a client's text among all texts, one column a dimension. */
export function embeddingBlock(encoder: SentenceEncoder): FeatureBlock {
  const { dimensions } = encoder;
  return {
    names: Array.from({ length: dimensions }, (_, i) => `meaning: direction ${i + 1}`),
    write: (clients, put) => {
      const points = encoder.encode(clients.map(({ text }) => text));
      for (let client = 0, at = 0; client < clients.length; client++)
        for (let column = 0; column < dimensions; column++, at++) if (points[at] !== 0) put(client, column, points[at]);
    },
  };
}
