import type { Step, StepModule } from '../../threads/team.js';
import { instantiate, kernelNames, type KernelName, type SharedKernels } from './kernel-memory.js';
import { binSharedColumns } from './shared-binning.js';

/** What a team does in chunks: the kernels, and binning, which is no kernel. */
export type StepName = KernelName | 'binColumns';
const stepNames: readonly StepName[] = [...kernelNames, 'binColumns'];

export function createSteps(shared: SharedKernels): readonly Step[] {
  const kernels = instantiate(shared);
  const binColumns: Step = (chunk, ...args) => binSharedColumns(shared.memory.buffer, chunk, args);
  return [...kernelNames.map((name) => kernels[name]), binColumns];
}

export const kernelSteps: StepModule<SharedKernels> = { url: import.meta.url, createSteps };

export function stepOf(name: StepName): number {
  return stepNames.indexOf(name);
}
