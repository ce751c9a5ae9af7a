import { describe, expect, it } from '@jest/globals';
import { findUnsupervised } from './unsupervised-registry.js';

describe('findUnsupervised', () => {
  it('finds an algorithm, and names the nearest or all where there is none', () => {
    expect(findUnsupervised('kmeans').kind).toBe('clusters');
    expect(() => findUnsupervised('k-means')).toThrow('did you mean "kmeans"?');
    expect(() => findUnsupervised('constructor')).toThrow(expect.objectContaining({ code: 'learning.algorithm_unknown' }));
    expect(() => findUnsupervised('xyz')).toThrow(/there are kmeans/);
  });
});
