import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { quantileCuts } from './xgboost-sketch.js';

interface Cuts {
  readonly rows: number;
  readonly bins: number;
  readonly weighted: boolean;
  /** A bound below all values, then the cuts. */
  readonly cuts: readonly number[];
}

const fixture: readonly Cuts[] = JSON.parse(readFileSync(new URL('./fixtures/xgboost-cuts.json', import.meta.url), 'utf8'));

/** The column of tools/oracles/xgboost_fits.py. */
function longColumn(rows: number): Float32Array {
  let state = 12345;
  return Float32Array.from({ length: rows }, () => {
    state = (Math.imul(1103515245, state) + 12345) & 0x7fffffff;
    return ((state >> 8) % 60000) - 20000;
  });
}

describe('quantileCuts', () => {
  it.each(fixture)('cuts as XGBoost: $rows rows, $bins bins, weights $weighted', ({ rows, bins, weighted, cuts }) => {
    const weights = weighted ? Float32Array.from({ length: rows }, (_, row) => (row % 7) + 1) : undefined;
    expect([...quantileCuts(longColumn(rows), weights, bins)]).toEqual(cuts.slice(1));
  });

  it('has a cut before every value but the first where values are few, and one above all', () => {
    const columns = fc.array(fc.integer({ min: -9, max: 9 }), { minLength: 1, maxLength: 80 });
    fc.assert(
      fc.property(columns, (values) => {
        const distinct = [...new Set(values)].sort((a, b) => a - b);
        const cuts = [...quantileCuts(Float32Array.from(values), undefined, 32)];
        expect(cuts.slice(0, -1)).toEqual(distinct.slice(1));
        expect(cuts.at(-1)).toBeGreaterThan(distinct.at(-1) as number);
      }),
    );
  });

  it('never has more cuts than bins, ascending', () => {
    for (const bins of [2, 3, 17, 256]) {
      const cuts = quantileCuts(longColumn(3000), undefined, bins);
      expect(cuts.length).toBeLessThanOrEqual(bins);
      cuts.slice(1).forEach((cut, i) => expect(cut).toBeGreaterThan(cuts[i]));
    }
  });

  it('has one cut for a column without values', () => {
    expect(quantileCuts(new Float32Array(), undefined, 256)).toHaveLength(1);
  });
});
