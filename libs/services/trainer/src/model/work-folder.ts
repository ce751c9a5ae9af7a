import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** Folders are named by the process that made them, so that those of living programs are told from what killed ones left. */
const pattern = /^fit-(\d+)-/;

/** Makes the folder, and removes what trainings of killed programs left in it. */
export async function prepareWorkFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const left = (await readdir(folder)).filter((name) => isLeft(Number(pattern.exec(name)?.[1] ?? Number.NaN)));
  await Promise.all(left.map((name) => rm(join(folder, name), { recursive: true, force: true })));
}

/** Gives an empty folder to `work` and removes it afterwards, whatever happens. */
export async function inWorkFolder<T>(folder: string, work: (own: string) => Promise<T>): Promise<T> {
  const own = await mkdtemp(join(folder, `fit-${process.pid}-`));
  try {
    return await work(own);
  } finally {
    await rm(own, { recursive: true, force: true });
  }
}

function isLeft(pid: number): boolean {
  if (Number.isNaN(pid) || pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
}
