import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { commandAs, serverAccount, serverEnvironment } from './account.js';

describe('commandAs', () => {
  const account = { uid: 54321, gid: 54321 };
  const path = process.env.PATH;
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'atelier-account-'));
    chmodSync(folder, 0o755);
    mkdirSync(join(folder, 'open', 'data'), { recursive: true });
    mkdirSync(join(folder, 'closed', 'data'), { recursive: true });
    chmodSync(join(folder, 'closed'), 0o700);
  });

  afterEach(() => {
    process.env.PATH = path;
    rmSync(folder, { recursive: true });
  });

  it('runs the command as it is when we are no root', () => {
    expect(commandAs(null, '/bin/true', ['x'], [])).toEqual({ file: '/bin/true', args: ['x'], options: {} });
  });

  it('changes the account where that account can reach everything', () => {
    const command = commandAs(account, '/bin/true', ['x'], [join(folder, 'open', 'data')]);
    expect(command).toEqual({ file: '/bin/true', args: ['x'], options: account });
  });

  it('gives the account the one capability to pass a closed folder', () => {
    process.env.PATH = join(folder, 'open');
    const closed = join(folder, 'closed', 'data');
    expect(() => commandAs(account, '/bin/true', [], [closed])).toThrow('choose a --home that others may enter');
    process.env.PATH = `${folder}:/usr/bin:/bin`;
    const { file, args } = commandAs(account, '/bin/true', ['x'], [closed]);
    expect(file).toMatch(/setpriv$/);
    expect(args).toEqual([
      '--reuid=54321',
      '--regid=54321',
      '--clear-groups',
      '--inh-caps=+dac_override',
      '--ambient-caps=+dac_override',
      '--',
      '/bin/true',
      'x',
    ]);
  });
});

describe('the server’s account and environment', () => {
  it('is another account exactly where we are root', () => {
    const account = serverAccount();
    expect(account !== null).toBe(process.getuid?.() === 0);
    expect(account?.uid).not.toBe(0);
  });

  it('hands none of our variables on', () => {
    process.env.ATELIER_TEST_SECRET = 'secret';
    expect(Object.values(serverEnvironment())).not.toContain('secret');
    delete process.env.ATELIER_TEST_SECRET;
  });
});
