import * as learning from '@atelier/learning';
import { describe, expect, it } from '@jest/globals';
import { originColumn } from './labels.js';
import { fewestNotes } from './note-source.js';

describe('what is written down here because learning is too large to be loaded for it', () => {
  it('is what learning says', () => {
    expect([fewestNotes, originColumn]).toEqual([learning.fewestNotes, learning.originColumn]);
  });
});
