import type { Step, StepModule } from '../../threads/team.js';
import { instantiate, kernelNames, type KernelName, type SharedKernels } from './kernel-memory.js';
import { workOnColumn } from './column-turns.js';
import { columnBinner } from './shared-binning.js';
import { columnCutter } from './xgboost-bins.js';

/** What a team does in chunks: the kernels, and binning, which is no kernel. */
export type StepName = KernelName | 'binColumns' | 'cutColumns';
const stepNames: readonly StepName[] = [...kernelNames, 'binColumns', 'cutColumns'];

export function createSteps(shared: SharedKernels): readonly Step[] {
  const kernels = instantiate(shared);
  const { memory } = shared;
  const [binner, cutter] = [columnBinner(), columnCutter(memory)];
  const binColumns: Step = (chunk, ...args) => workOnColumn(memory.buffer, chunk, args, binner);
  const cutColumns: Step = (chunk, ...args) => workOnColumn(memory.buffer, chunk, args, cutter);
  return [...kernelNames.map((name) => kernels[name]), binColumns, cutColumns];
}

export const kernelSteps: StepModule<SharedKernels> = { url: import.meta.url, createSteps };

export function stepOf(name: StepName): number {
  return stepNames.indexOf(name);
}
