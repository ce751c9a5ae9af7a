import type { Concept, Lexicon } from '../../lexicon/lexicon.js';
import { blockOf, denseBlock, type FeatureBlock } from './block.js';

/** The label in words; with the id where another concept has the same label. */
export function conceptNames({ concepts }: Lexicon): string[] {
  const uses = new Map<string, number>();
  for (const { label } of concepts) uses.set(label, (uses.get(label) ?? 0) + 1);
  return concepts.map(({ id, label }: Concept) => ((uses.get(label) ?? 0) > 1 ? `${label} (${id})` : label));
}

/** One column a concept of the lexicon: 1 where a note affirms it. */
export function conceptsBlock(lexicon: Lexicon): FeatureBlock {
  const names = conceptNames(lexicon).map((name) => `concept: ${name}`);
  return blockOf(names, ({ conceptCounts }, put) => {
    for (const place of conceptCounts.places) put(place, 1);
  });
}

/** Three statistics beside the one-hot columns. */
export function totalsBlock(): FeatureBlock {
  return denseBlock(['count: notes', 'count: concepts', 'ratio: concepts a note'], ({ notes, conceptCounts: { counts } }) => {
    const mentions = counts.reduce((sum, count) => sum + count, 0);
    return [notes.length, mentions, notes.length === 0 ? 0 : mentions / notes.length];
  });
}
