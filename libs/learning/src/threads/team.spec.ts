import { describe, expect, it } from '@jest/globals';
import { type StepModule, Team } from './team.js';

interface Sums {
  readonly values: Float64Array;
  readonly parts: Float64Array;
}

const addUp: StepModule<Sums> = {
  url: `data:text/javascript,export const createSteps = ({ values, parts }) => [
    (chunk, size, factor) => {
      let sum = 0;
      for (let i = chunk * size; i < (chunk + 1) * size; i++) sum += factor * values[i];
      parts[chunk] = sum;
    },
    () => { throw new Error('broken'); },
    (chunk) => { parts[chunk]++; },
  ];`,
  createSteps: ({ values, parts }) => [
    (chunk, size, factor) => {
      let sum = 0;
      for (let i = chunk * size; i < (chunk + 1) * size; i++) sum += factor * values[i];
      parts[chunk] = sum;
    },
    () => {
      // Leaves the broken chunk to a worker.
      const until = performance.now() + 20;
      while (performance.now() < until);
    },
    (chunk) => {
      parts[chunk]++;
    },
  ],
};

function memory(): Sums {
  const values = new Float64Array(new SharedArrayBuffer(8 * 6400));
  values.forEach((_, i) => {
    values[i] = Math.sqrt(i);
  });
  return { values, parts: new Float64Array(new SharedArrayBuffer(8 * 64)) };
}

async function partsOn(threads: number, runs: number): Promise<number[]> {
  const sums = memory();
  const team = new Team(addUp, sums, threads);
  try {
    const seen: number[] = [];
    for (let run = 0; run < runs; run++) {
      sums.parts.fill(Number.NaN);
      team.run(0, 64, 100, run);
      seen.push(...sums.parts);
      // Lets the workers start.
      if (run % 50 === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    }
    return seen;
  } finally {
    await team.end();
  }
}

describe('Team', () => {
  it('does every chunk once, whatever the number of threads', async () => {
    const alone = await partsOn(1, 500);
    expect(alone.some(Number.isNaN)).toBe(false);
    expect(await partsOn(2, 500)).toEqual(alone);
    expect(await partsOn(3, 500)).toEqual(alone);
  });

  it('does every chunk once where short runs of few and many chunks follow each other', async () => {
    const sums = memory();
    const team = new Team(addUp, sums, 3);
    try {
      let wrong = 0;
      for (let run = 0; run < 20_000; run++) {
        const chunks = run % 2 === 0 ? 2 : 64;
        sums.parts.fill(0);
        team.run(2, chunks);
        for (let chunk = 0; chunk < 64; chunk++) wrong += Number(sums.parts[chunk] !== (chunk < chunks ? 1 : 0));
        if (run % 5000 === 0) await new Promise((resolve) => setTimeout(resolve, 20));
      }
      expect(wrong).toBe(0);
    } finally {
      await team.end();
    }
  });

  it('ends its threads, and goes on alone', async () => {
    const sums = memory();
    const team = new Team(addUp, sums, 3);
    expect(team.size).toBe(3);
    await team.end();
    expect(team.size).toBe(1);
    team.run(0, 64, 100, 1);
    expect(sums.parts[63]).toBeGreaterThan(0);
  });

  it('throws when a chunk fails in a worker', async () => {
    const team = new Team(addUp, memory(), 2);
    const runAll = async () => {
      for (let i = 0; i < 200; i++) {
        team.run(1, 8);
        await new Promise((resolve) => setTimeout(resolve, 1));
      }
    };
    await expect(runAll()).rejects.toThrow(/failed|broken/);
    await team.end();
  });

  it('refuses more chunks than it can count', async () => {
    const team = new Team(addUp, memory(), 2);
    expect(() => team.run(0, 20_000, 1, 1)).toThrow('at most 16383 chunks');
    await team.end();
  });
});
