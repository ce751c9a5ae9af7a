/** How long the registry waits for others' events before it answers. */
export class RegistryOptions {
  /** For the completion of a training job whose event may be on its way. Milliseconds. */
  jobWaitMs = 3_000;
  /** For inference to take a change over. Milliseconds. */
  servingWaitMs = 10_000;

  constructor(given: Partial<RegistryOptions> = {}) {
    Object.assign(this, given);
  }
}
