/** Lets other work have its turn; throws when the work was cancelled. */
export type Checkpoint = () => Promise<void>;

export const atOnce: Checkpoint = () => Promise.resolve();
