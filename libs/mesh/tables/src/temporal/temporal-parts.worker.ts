import { workerData } from 'node:worker_threads';
import { prepareTemporalPlan } from '@atelier/learning/temporal';
import { type PartsOfThreads, writeTemporalPart } from './temporal-parts.js';

/** A thread of `writeParts`: makes one part after the other until none is left, or one fails. */
const { limits, plan, from, uppers, targets, next } = workerData as PartsOfThreads;
const prepared = await prepareTemporalPlan(plan);
const parts = targets.length;
try {
  for (let part = Atomics.add(next, 0, 1); part < parts; part = Atomics.add(next, 0, 1))
    await writeTemporalPart(limits, prepared, { from, uppers, to: targets[part], part, parts });
} catch (error) {
  Atomics.store(next, 0, parts);
  throw error;
}
