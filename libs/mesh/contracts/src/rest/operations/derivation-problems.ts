/** What can go wrong wherever a dataset is made of another one, in a child process. */
export const derivationProblems = [
  'dataset.not_found',
  'dataset.name_invalid',
  'artifact.unavailable',
  'sandbox.timed_out',
  'sandbox.crashed',
  'sandbox.out_of_memory',
  'storage.full',
] as const;
