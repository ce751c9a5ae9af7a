import { parentPort, workerData } from 'node:worker_threads';
import { LearningError } from '../errors.js';
import type { TaskModule, TaskReply } from './task-pool.js';

/** A worker thread's program: does the tasks that it is sent, one after the other. It is ended from outside. */
const { url, shared } = workerData as { url: string; shared: unknown };
const module = (await import(url)) as TaskModule<unknown, unknown, unknown>;
const task = module.createTask(shared);

parentPort?.on('message', async ({ index, input }: { index: number; input: unknown }) => {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
  parentPort?.postMessage(await replyTo(index, input));
});

async function replyTo(index: number, input: unknown): Promise<TaskReply> {
  try {
    return { index, output: await task(input, () => Promise.resolve()) };
  } catch (error) {
    const { message } = error as Error;
    const known = error instanceof LearningError ? { code: error.code, where: error.where } : {};
    return { index, error: { message, ...known } };
  }
}
