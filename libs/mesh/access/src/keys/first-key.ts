import { open, readFile, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { AtelierError } from '@atelier/contracts';
import { Injectable, Logger } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { ApiKey } from '../store/api-key.entity.js';
import { describeKey, isKey, makeKey, type NewKey } from './key.js';

/** The key by which all other keys are made: an admin of the project `default`. */
@Injectable()
export class FirstKey {
  private readonly logger = new Logger('access');

  constructor(private readonly dataSource: DataSource) {}

  /**
   * Makes the first key when there is none, and writes it to the file (mode 600). An empty file asks for another one: that is
   * the way back for who has lost the key (`: > DIR/api-key`, start again). The file is in place before the key is stored, so
   * a crash between the two ends in a new key at the next start, never in a stored key that nobody knows.
   */
  async writeTo(file: string): Promise<void> {
    const written = await contentOf(file);
    const exists = await this.dataSource.manager.existsBy(ApiKey, {});
    if (exists && written === undefined)
      this.logger.warn(`${file} is not there; for a new admin key make it an empty file and start again`);
    if (exists && written !== '') return;
    const made = makeKey();
    await replace(file, `${made.key}\n`);
    await this.store(made);
    this.logger.log(`an admin key of the project "default" was written to ${file}`);
  }

  /** Sees to it that a key that the operator chose exists. One that was revoked stays revoked. */
  async accept(key: string): Promise<void> {
    if (!isKey(key)) throw new AtelierError('settings.invalid', 'The first key must be atl_ and 32 random bytes in base64url.');
    await this.store(describeKey(key));
  }

  private async store({ hash, prefix }: NewKey): Promise<void> {
    const key = { id: uuidv7(), project: 'default', role: 'admin', name: 'first key', hash, prefix, createdAt: new Date() } as const;
    await this.dataSource.createQueryBuilder().insert().into(ApiKey).values(key).orIgnore().execute();
  }
}

/** Undefined when there is no such file. */
async function contentOf(file: string): Promise<string | undefined> {
  try {
    return (await readFile(file, 'utf8')).trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** The new content or the old one, whatever happens; readable by its owner alone from the first byte. */
async function replace(file: string, content: string): Promise<void> {
  const draft = `${file}.new`;
  await rm(draft, { force: true });
  const handle = await open(draft, 'wx', 0o600);
  try {
    await handle.writeFile(content);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(draft, file);
  if (process.platform === 'win32') return;
  const folder = await open(dirname(file));
  await folder.sync().finally(() => folder.close());
}
