import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { AtelierError } from '@atelier/contracts';
import { describe, expect, it } from '@jest/globals';
import { runInSandbox, type SandboxLimits } from './index.js';

const fixture = (name: string) => fileURLToPath(new URL(`./fixtures/${name}`, import.meta.url));
const roomy: SandboxLimits = { seconds: 50, memoryMiB: 512 };

function run<Result, Message = never>(
  behaviour: string,
  options: { limits?: Partial<SandboxLimits>; signal?: AbortSignal; onMessage?: (message: Message) => void; input?: object } = {},
): Promise<Result> {
  return runInSandbox<Result, Message>({
    program: fixture('behaviour.program.mjs'),
    input: { behaviour, ...options.input },
    limits: { ...roomy, ...options.limits },
    signal: options.signal,
    onMessage: options.onMessage,
  });
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

async function ends(pid: number): Promise<void> {
  while (isRunning(pid)) await new Promise((resolve) => setTimeout(resolve, 20));
}

describe('a program in the sandbox', () => {
  it('gives its result, typed arrays and NaN included, and has ended by then', async () => {
    const result = await run<{ value: string; values: Float64Array; pid: number }>('answer', { input: { value: 'grüß' } });
    expect(result.value).toBe('grüß');
    expect(result.values).toEqual(Float64Array.of(1, Number.NaN));
    expect(isRunning(result.pid)).toBe(false);
  });

  it('passes messages on in order', async () => {
    const steps: number[] = [];
    expect(await run<number, { step: number }>('progress', { input: { count: 5 }, onMessage: ({ step }) => steps.push(step) })).toBe(5);
    expect(steps).toEqual([1, 2, 3, 4, 5]);
  });

  it('sees no secret of ours', async () => {
    process.env.ATELIER_TEST_SECRET = 'hush';
    try {
      const names = await run<string[]>('environment');
      expect(names).toContain('PATH');
      expect(names.filter((name) => /ATELIER|NODE_OPTIONS|JEST/.test(name))).toEqual([]);
    } finally {
      delete process.env.ATELIER_TEST_SECRET;
    }
  });
});

describe('errors of the program', () => {
  it('arrive with code, detail and fields', async () => {
    const error = await run('refuse').catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(AtelierError);
    expect(error).toMatchObject({
      code: 'dataset.unreadable',
      detail: 'Row 3 has 2 fields.',
      errors: [{ path: 'row 3', message: '2 fields' }],
    });
  });

  it("keep learning's code and place", async () => {
    await expect(run('refuseLikeLearning')).rejects.toMatchObject({
      code: 'learning.target_constant',
      detail: 'The target is constant.',
      errors: [{ path: 'y', message: 'The target is constant.' }],
    });
  });

  it('without a code are internal, and tell the caller nothing', async () => {
    const error = (await run('bug').catch((thrown: unknown) => thrown)) as AtelierError;
    expect(error.code).toBe('internal');
    expect(error.detail).not.toContain('secret');
    expect(String(error.cause)).toContain('secret internals');
  });

  it.each([
    ['exit', 'code 7'],
    ['abort', 'SIGABRT'],
  ])('that end the process (%s) are sandbox.crashed', async (behaviour, how) => {
    await expect(run(behaviour)).rejects.toMatchObject({ code: 'sandbox.crashed', detail: expect.stringContaining(how) });
  });

  it('in loading it are sandbox.crashed', async () => {
    const missing = runInSandbox({ program: fixture('missing.mjs'), input: {}, limits: roomy });
    await expect(missing).rejects.toMatchObject({ code: 'sandbox.crashed' });
  });
});

describe('limits', () => {
  it('kill a program that takes too long, also one that computes', async () => {
    const pids: number[] = [];
    const options = { limits: { seconds: 1.5 }, onMessage: ({ pid }: { pid: number }) => pids.push(pid) };
    await expect(run<never, { pid: number }>('spin', options)).rejects.toMatchObject({ code: 'sandbox.timed_out' });
    expect(pids.some(isRunning)).toBe(false);
  });

  it.each(['heap', 'buffers', 'descendant'])('kill a program that takes too much memory (%s)', async (behaviour) => {
    const pids: number[] = [];
    const options = { limits: { memoryMiB: 160 }, onMessage: ({ pid }: { pid: number }) => pids.push(pid) };
    await expect(run<never, { pid: number }>(behaviour, options)).rejects.toMatchObject({ code: 'sandbox.out_of_memory' });
    await Promise.all(pids.map(ends));
  });

  it('end the program at once when the caller aborts', async () => {
    const controller = new AbortController();
    let pid = 0;
    const running = run<never, { pid: number }>('spin', {
      signal: controller.signal,
      onMessage: (message) => {
        pid = message.pid;
        controller.abort('cancelled');
      },
    });
    await expect(running).rejects.toMatchObject({ code: 'learning.aborted', cause: 'cancelled' });
    expect(isRunning(pid)).toBe(false);
    await expect(run('answer', { signal: controller.signal })).rejects.toMatchObject({ code: 'learning.aborted' });
  });

  it('do not outlive a listener that fails', async () => {
    const onMessage = () => {
      throw new Error('listener');
    };
    await expect(run('hang', { onMessage })).rejects.toMatchObject({ code: 'internal' });
  });
});

describe('the death of the parent', () => {
  it.each(['hang', 'spin'])('by kill -9 ends the program (%s)', async (behaviour) => {
    const parent = spawn(process.execPath, [fixture('parent.mjs'), behaviour], { stdio: ['ignore', 'pipe', 'inherit'] });
    const pid = await new Promise<number>((resolve) => parent.stdout.once('data', (chunk: Buffer) => resolve(Number(chunk))));
    if (behaviour === 'spin') await new Promise((resolve) => setTimeout(resolve, 600));
    expect(isRunning(pid)).toBe(true);
    parent.kill('SIGKILL');
    await ends(pid);
  });
});
