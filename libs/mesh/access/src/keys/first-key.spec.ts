import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { testDataSource } from '@atelier/database';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { accessSchema } from '../store/access-schema.js';
import { ApiKey } from '../store/api-key.entity.js';
import { FirstKey } from './first-key.js';
import { makeKey } from './key.js';
import { KeyVerifier } from './key-verifier.js';

describe('first key', () => {
  let database: Awaited<ReturnType<typeof testDataSource>>;
  let folder: string;
  let file: string;
  beforeAll(async () => {
    Logger.overrideLogger(false);
    database = await testDataSource([accessSchema]);
  });
  afterAll(() => database.stop());
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'atelier-home-'));
    file = join(folder, 'api-key');
    await database.dataSource.query('DELETE FROM access.api_key');
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const ensure = () => new FirstKey(database.dataSource).writeTo(file);
  const principal = async () => await new KeyVerifier(database.dataSource).verify(`Bearer ${(await readFile(file, 'utf8')).trim()}`);

  it('is an admin of default, in a file for its owner alone', async () => {
    await ensure();
    expect(await principal()).toMatchObject({ project: 'default', role: 'admin' });
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(await readdir(folder)).toEqual(['api-key']);
  });

  it('is made once', async () => {
    await ensure();
    const before = await readFile(file, 'utf8');
    await ensure();
    expect(await readFile(file, 'utf8')).toBe(before);
    expect(await database.dataSource.manager.count(ApiKey)).toBe(1);
  });

  it('is made anew when a crash came between file and database', async () => {
    await writeFile(file, `${makeKey().key}\n`);
    await writeFile(`${file}.new`, 'half');
    await ensure();
    expect(await principal()).toMatchObject({ role: 'admin' });
    expect(await readdir(folder)).toEqual(['api-key']);
  });

  it('is not made again because the file is gone', async () => {
    await ensure();
    await rm(file);
    await ensure();
    expect(await readdir(folder)).toEqual([]);
    expect(await database.dataSource.manager.count(ApiKey)).toBe(1);
  });

  it('is made again, beside the old one, when the file is empty', async () => {
    await ensure();
    const before = (await readFile(file, 'utf8')).trim();
    await writeFile(file, '');
    await chmod(file, 0o644);
    await ensure();
    expect(await principal()).toMatchObject({ role: 'admin' });
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(await new KeyVerifier(database.dataSource).verify(`Bearer ${before}`)).toMatchObject({ role: 'admin' });
  });

  it("can be the operator's own, stored once", async () => {
    const { key } = makeKey();
    await new FirstKey(database.dataSource).accept(key);
    await new FirstKey(database.dataSource).accept(key);
    expect(await new KeyVerifier(database.dataSource).verify(`Bearer ${key}`)).toMatchObject({ project: 'default', role: 'admin' });
    expect(await database.dataSource.manager.count(ApiKey)).toBe(1);
    await expect(new FirstKey(database.dataSource).accept('admin')).rejects.toMatchObject({ code: 'settings.invalid' });
  });
});
