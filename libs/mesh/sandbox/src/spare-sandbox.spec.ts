import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from '@jest/globals';
import { SpareSandbox } from './index.js';

const program = fileURLToPath(new URL('./fixtures/behaviour.program.mjs', import.meta.url));
const made: SpareSandbox[] = [];
afterEach(() => made.splice(0).forEach((sandbox) => sandbox.close()));

function spare(path = program): SpareSandbox {
  const sandbox = new SpareSandbox(path, { seconds: 50, memoryMiB: 512 });
  made.push(sandbox);
  return sandbox;
}
const answer = (sandbox: SpareSandbox, value: string) =>
  sandbox.run<{ value: string; pid: number }>({ input: { behaviour: 'answer', value } });

describe('a spare process', () => {
  it('is taken by one run, whichever comes; the others have their own', async () => {
    const sandbox = spare();
    sandbox.prepare();
    sandbox.prepare();
    const [a, b] = await Promise.all([answer(sandbox, 'a'), answer(sandbox, 'b')]);
    expect([a.value, b.value]).toEqual(['a', 'b']);
    expect(a.pid).not.toBe(b.pid);
    expect((await answer(sandbox, 'c')).value).toBe('c');
  });

  it('ends when it is closed, and the next run has its own', async () => {
    const sandbox = spare();
    sandbox.prepare();
    sandbox.close();
    expect((await answer(sandbox, 'again')).value).toBe('again');
  });

  it('has the errors of any other run', async () => {
    const sandbox = spare();
    sandbox.prepare();
    await expect(sandbox.run({ input: { behaviour: 'answer' }, signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: 'learning.aborted',
    });
    const missing = spare(`${program}.not-there`);
    missing.prepare();
    await expect(answer(missing, 'a')).rejects.toMatchObject({ code: 'sandbox.crashed' });
  });
});
