import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { IngestionOptions } from '../options.js';

/** A folder for each upload, named by our process, so that what a killed process left is known and removed at the next start. */
@Injectable()
export class WorkFolders implements OnModuleInit {
  constructor(private readonly options: IngestionOptions) {}

  async onModuleInit(): Promise<void> {
    await mkdir(this.options.workFolder, { recursive: true, mode: 0o700 });
    for (const name of await readdir(this.options.workFolder)) {
      if (isLeftBehind(name)) await rm(join(this.options.workFolder, name), { recursive: true, force: true });
    }
  }

  /** Gives the work a folder of its own, which is gone when it ends, however it ends. */
  async with<T>(work: (folder: string) => Promise<T>): Promise<T> {
    const folder = join(this.options.workFolder, `upload-${process.pid}-${uuidv7()}`);
    await mkdir(folder, { recursive: true, mode: 0o700 });
    try {
      return await work(folder);
    } finally {
      await rm(folder, { recursive: true, force: true, maxRetries: 3 });
    }
  }
}

/** Ours from an earlier life (containers give every process the number 1), or of a process that is no more. */
function isLeftBehind(name: string): boolean {
  const pid = Number(/^upload-(\d+)-/.exec(name)?.[1] ?? Number.NaN);
  if (Number.isNaN(pid)) return false;
  if (pid === process.pid) return true;
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
}
