/** Lets what waits outside (an abort, a heartbeat) have its turn; for fits that run long between awaits. */
export function pause(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
