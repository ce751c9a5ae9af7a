import { workerData } from 'node:worker_threads';
import { serve, type StepModule, type TeamMemory } from './team.js';

/** A worker thread's program: one member of a team until it ends. */
const { url, shared, memory } = workerData as { url: string; shared: unknown; memory: TeamMemory };
const module = (await import(url)) as StepModule<unknown>;
serve(module.createSteps(shared), memory);
