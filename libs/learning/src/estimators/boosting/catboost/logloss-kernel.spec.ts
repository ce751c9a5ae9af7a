import { describe, expect, it } from '@jest/globals';
import { createRandom } from '../../../random/random.js';
import { Engine } from '../engine.js';
import { logloss } from './logloss.js';
import { withLoglossKernels } from './logloss-kernel.js';
import type { LeafStepper, Loss } from './loss.js';

const leaves = 5;
const leafSums = () => ({ first: new Float64Array(leaves), second: new Float64Array(leaves), loss: new Float64Array(leaves) });

function expectClose(values: Float64Array, expected: Float64Array): void {
  expect(values).toHaveLength(expected.length);
  expected.forEach((value, i) => {
    expect(Math.abs(values[i] - value)).toBeLessThanOrEqual(1e-12 * Math.max(1, Math.abs(value)));
  });
}

describe.each([1, 2])('withLoglossKernels on %i threads', (threads) => {
  // Odd numbers of rows and several chunks; leaf 3 is empty, leaf 4 has one class only.
  it.each([1, 2, 33, 20_001])('gives the sums of its plain twin (%i rows)', async (rows) => {
    const random = createRandom(rows);
    const engine = new Engine(threads, Number.POSITIVE_INFINITY);
    try {
      const leafOf = engine.memory.places(rows);
      leafOf.set(Uint16Array.from({ length: rows }, () => [0, 1, 2, 4][random.integer(4)]));
      const y = Float32Array.from(leafOf, (leaf) => (leaf === 4 ? 1 : random.integer(2)));
      const scores = engine.memory.doubles(rows);
      scores.set(Float64Array.from(y, () => 2 * random.normal()));
      const slopes = engine.memory.doubles(rows);
      const plain = logloss({ y });
      const byKernel = withLoglossKernels(plain, y, engine);
      const twinSlopes = new Float64Array(rows);
      const loss = plain.derivatives(scores, twinSlopes);
      expect(Math.abs(byKernel.derivatives(scores, slopes) - loss)).toBeLessThanOrEqual(1e-12 * Math.max(1, loss));
      expectClose(slopes, twinSlopes);
      const steppers = [plain, byKernel].map((one: Loss): LeafStepper => one.stepper(scores, leafOf, leaves));
      for (const size of [0, 0.5, -2]) {
        const step = Float64Array.from({ length: leaves }, () => size * random.next());
        const [expected, sums] = steppers.map((stepper) => {
          const into = leafSums();
          stepper(Uint8Array.of(1, 1, 1, 1, 1), step, into);
          return into;
        });
        for (const field of ['first', 'second', 'loss'] as const) expectClose(sums[field], expected[field]);
        // Leaves that are not asked for stay as they are.
        const before = { first: sums.first.slice(), second: sums.second.slice(), loss: sums.loss.slice() };
        steppers[1](Uint8Array.of(0, 1, 0, 0, 0), new Float64Array(leaves).fill(1), sums);
        expect(sums.first[0]).toBe(before.first[0]);
        expect(sums.loss[4]).toBe(before.loss[4]);
      }
    } finally {
      await engine.end();
    }
  });

  it('measures rows that are far off', async () => {
    const engine = new Engine(threads, Number.POSITIVE_INFINITY);
    try {
      const y = Float32Array.from({ length: 101 }, (_, row) => row % 2);
      const scores = engine.memory.doubles(101);
      scores.set(Float64Array.from(y, (_, row) => 4 * (row - 50)));
      const expected = y.reduce((sum, code, row) => sum + Math.log1p(Math.exp(code === 1 ? -scores[row] : scores[row])), 0) / 101;
      const loss = withLoglossKernels(logloss({ y }), y, engine).derivatives(scores, engine.memory.doubles(101));
      expect(Math.abs(loss / expected - 1)).toBeLessThan(1e-12);
    } finally {
      await engine.end();
    }
  });

  it('leaves scores that kernels do not see to its twin', async () => {
    const engine = new Engine(threads, Number.POSITIVE_INFINITY);
    try {
      const y = Float32Array.of(0, 1, 1);
      const plain = logloss({ y });
      const byKernel = withLoglossKernels(plain, y, engine);
      const scores = Float64Array.of(0.5, -1, 2);
      const [expected, slopes] = [new Float64Array(3), new Float64Array(3)];
      expect(byKernel.derivatives(scores, slopes)).toBe(plain.derivatives(scores, expected));
      expect(slopes).toEqual(expected);
      const sums = leafSums();
      const leafOf = new Uint16Array(3);
      byKernel.stepper(scores, leafOf, leaves)(Uint8Array.of(1, 0, 0, 0, 0), new Float64Array(leaves), sums);
      expect(sums.first[0]).toBeCloseTo(
        slopes.reduce((a, b) => a + b, 0),
        12,
      );
    } finally {
      await engine.end();
    }
  });
});
