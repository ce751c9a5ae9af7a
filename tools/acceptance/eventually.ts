/** Asks until the answer is the wished one; events take a moment to arrive. Fails with the last answer. */
export async function eventually<T>(ask: () => Promise<T>, wished: (answer: T) => boolean, seconds = 60): Promise<T> {
  const tries = Math.ceil(seconds * 10);
  let last: T | undefined;
  for (let i = 0; i < tries; i++) {
    last = await ask();
    if (wished(last)) return last;
    await new Promise((done) => setTimeout(done, 100));
  }
  throw new Error(`Not within ${seconds} s; the last answer was ${JSON.stringify(last)?.slice(0, 1000)}`);
}
