import type { Step, StepModule } from '../../threads/team.js';
import { instantiate, kernelNames, type KernelName, type SharedKernels } from './kernel-memory.js';

/** The kernels that a team does in chunks, by their place in `kernelNames`. */
export function createSteps(shared: SharedKernels): readonly Step[] {
  const kernels = instantiate(shared);
  return kernelNames.map((name) => kernels[name]);
}

export const kernelSteps: StepModule<SharedKernels> = { url: import.meta.url, createSteps };

export function stepOf(name: KernelName): number {
  return kernelNames.indexOf(name);
}
