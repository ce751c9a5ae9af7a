import { describe, expect, it } from '@jest/globals';
import { runTasks, sharedCopy, type TaskModule } from './task-pool.js';

/** A module of its own for the workers; here the same function does the tasks. */
const squares: TaskModule<Float64Array, number, number> = {
  url: `data:text/javascript,export const createTask = (shared) => (input) => {
    if (input === 13) throw new Error('thirteen');
    if (input === 99) process.exit(3);
    shared[input] = input * input;
    return shared[input];
  };`,
  createTask: (shared) => (input) => {
    shared[input] = input * input;
    return shared[input];
  },
};

const inputs = Array.from({ length: 40 }, (_, i) => i).filter((i) => i !== 13);

describe('runTasks', () => {
  it.each([1, 2, 3])('gives the outputs in the order of the inputs, on %i threads', async (threads) => {
    const shared = sharedCopy(new Float64Array(40));
    const told: [number, number][] = [];
    const outputs = await runTasks(squares, shared, inputs, { threads, onOutput: (output, index) => told.push([output, index]) });
    expect(outputs).toEqual(inputs.map((i) => i * i));
    expect(told).toEqual(inputs.map((i, index) => [i * i, index]));
    for (const i of inputs) expect(shared[i]).toBe(i * i);
  });

  it('does nothing for no inputs', async () => {
    expect(await runTasks(squares, new Float64Array(1), [], { threads: 2 })).toEqual([]);
  });

  it('throws what a task throws', async () => {
    await expect(runTasks(squares, sharedCopy(new Float64Array(40)), [1, 13, 2, 3], { threads: 2 })).rejects.toThrow('thirteen');
  });

  it('says when a worker is lost', async () => {
    await expect(runTasks(squares, sharedCopy(new Float64Array(40)), [99, 1], { threads: 2 })).rejects.toThrow('ended with code 3');
  });

  it.each([1, 2])('stops when it is told to, on %i threads', async (threads) => {
    const controller = new AbortController();
    const running = runTasks(squares, sharedCopy(new Float64Array(40)), inputs, {
      threads,
      signal: controller.signal,
      onOutput: () => controller.abort(),
    });
    await expect(running).rejects.toMatchObject({ code: 'learning.aborted' });
    await expect(runTasks(squares, new Float64Array(40), inputs, { threads, signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: 'learning.aborted',
    });
  });
});
