const leastMilliseconds = 50;

/** Lets a message through when its phase is new or when the last one is 50 ms old: a fast training says thousands of things a second. */
export function coalesced<Message>(send: (message: Message) => void, phaseOf: (message: Message) => string): (message: Message) => void {
  let phase: string | undefined;
  let sentAt = Number.NEGATIVE_INFINITY;
  return (message) => {
    const now = performance.now();
    if (phaseOf(message) === phase && now - sentAt < leastMilliseconds) return;
    phase = phaseOf(message);
    sentAt = now;
    send(message);
  };
}
