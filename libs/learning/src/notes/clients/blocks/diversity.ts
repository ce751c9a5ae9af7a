import { denseBlock, type FeatureBlock } from './block.js';

const names = [
  'diversity: different concepts',
  'diversity: entropy of concepts',
  'diversity: share of the most frequent concept',
  'diversity: chance that two mentions differ',
] as const;

/** How a client's mentions spread over concepts: richness, Shannon's entropy in nats, Berger and Parker's and Simpson's index. */
export function diversityBlock(): FeatureBlock {
  return denseBlock(names, ({ conceptCounts: { counts } }) => {
    if (counts.length === 0) return [];
    const all = counts.reduce((sum, count) => sum + count, 0);
    const shares = counts.map((count) => count / all);
    return [
      counts.length,
      shares.reduce((sum, share) => sum - share * Math.log(share), 0),
      Math.max(...shares),
      1 - shares.reduce((sum, share) => sum + share * share, 0),
    ];
  });
}
