import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { lockHome } from './home-lock.js';
import { processStart } from './process-identity.js';

describe('lockHome', () => {
  let home: string;
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'atelier-lock-'));
  });
  afterEach(() => rmSync(home, { recursive: true }));

  const write = (content: object | string): void =>
    writeFileSync(join(home, 'lock'), typeof content === 'string' ? content : JSON.stringify(content));

  it('refuses a second program and names the first one’s address', async () => {
    const lock = await lockHome(home);
    await expect(lockHome(home)).rejects.toMatchObject({ code: 'home.in_use', detail: expect.stringContaining('starting') });
    lock.announce('http://127.0.0.1:8080');
    await expect(lockHome(home)).rejects.toMatchObject({ code: 'home.in_use', detail: expect.stringContaining('http://127.0.0.1:8080') });
    lock.release();
    (await lockHome(home)).release();
    expect(readdirSync(home)).toEqual([]);
  });

  it('makes the folder', async () => {
    const nested = join(home, 'a', 'b');
    const lock = await lockHome(nested);
    expect(readdirSync(nested)).toEqual(['lock']);
    lock.release();
  });

  it('replaces a holder that was killed', async () => {
    const child = spawn(process.execPath, ['-e', 'setInterval(() => 0, 1000)']);
    await once(child, 'spawn');
    write({ token: 'dead', pid: child.pid, started: processStart(child.pid!), address: null });
    await expect(lockHome(home)).rejects.toMatchObject({ code: 'home.in_use' });
    child.kill('SIGKILL');
    await once(child, 'exit');
    await lockHome(home);
    expect(JSON.parse(readFileSync(join(home, 'lock'), 'utf8')).pid).toBe(process.pid);
    expect(readdirSync(home)).toEqual(['lock']);
  });

  it('replaces a holder whose process id belongs to a later process', async () => {
    write({ token: 'earlier', pid: process.pid, started: 'before the last boot', address: null });
    await lockHome(home);
    expect(JSON.parse(readFileSync(join(home, 'lock'), 'utf8')).token).not.toBe('earlier');
  });

  it.each([[''], ['{"pid":'], ['[]'], [{ pid: 'x' }]])('replaces a lock that was not written to its end: %j', async (content) => {
    write(content);
    await lockHome(home);
    await expect(lockHome(home)).rejects.toMatchObject({ code: 'home.in_use' });
  });

  it('finishes the succession of a program that was killed while it replaced a dead holder', async () => {
    write({ token: 'dead', pid: process.pid, started: 'earlier', address: null });
    writeFileSync(
      join(home, 'lock.after-dead'),
      JSON.stringify({ token: 'successor', pid: process.pid, started: 'earlier', address: null }),
    );
    await lockHome(home);
    expect(readdirSync(home)).toEqual(['lock']);
  });

  it('does not release what another program holds', async () => {
    const lock = await lockHome(home);
    write({ token: 'other', pid: process.pid, started: processStart(process.pid), address: null });
    lock.release();
    expect(readdirSync(home)).toEqual(['lock']);
  });
});
