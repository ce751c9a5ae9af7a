import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { inWorkFolder, prepareWorkFolder } from './work-folder.js';

describe('the work folder', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'atelier-work-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('is removed with what is in it, also when the work fails', async () => {
    const failed = inWorkFolder(folder, async (own) => {
      writeFileSync(join(own, 'model.onnx'), 'x');
      throw new Error('no');
    });
    await expect(failed).rejects.toThrow('no');
    expect(readdirSync(folder)).toEqual([]);
  });

  it('loses what killed programs left, and nothing of the living or of others', async () => {
    const dead = spawnSync(process.execPath, ['-e', '']).pid;
    const names = [`fit-${dead}-a`, `fit-${process.pid}-b`, `fit-${process.ppid}-c`, 'other'];
    for (const name of names) mkdirSync(join(folder, name));
    await prepareWorkFolder(folder);
    expect(readdirSync(folder).sort()).toEqual(names.slice(1).sort());
    await prepareWorkFolder(join(folder, 'new'));
    expect(existsSync(join(folder, 'new'))).toBe(true);
  });
});
