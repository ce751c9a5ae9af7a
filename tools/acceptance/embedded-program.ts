import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AtelierClient } from '@atelier/sdk';
import type { Platform } from './platform.js';
import { ProgramProcess } from './program-process.js';

/** The embedded platform, as `npm start` runs it. */
export class EmbeddedProgram extends ProgramProcess implements Platform {
  constructor(readonly home = mkdtempSync(join(tmpdir(), 'atelier-home-'))) {
    super({
      script: 'apps/atelier/dist/main.js',
      args: (port) => ['--port', String(port), '--home', home],
      environment: () => ({}),
    });
  }

  get client(): AtelierClient {
    return new AtelierClient({ url: this.url, key: this.key });
  }

  get key(): string {
    return readFileSync(join(this.home, 'api-key'), 'utf8').trim();
  }

  /** Files of uploads and trainings that are on their way or were left behind. */
  leftovers(): string[] {
    return filesIn(join(this.home, 'uploads'), join(this.home, 'training'), join(this.home, 'imports'));
  }

  /** Ends it for good, its PostgreSQL too if it was killed before, and removes its folder. */
  async remove(): Promise<void> {
    await this.end('SIGTERM');
    const pidFile = join(this.home, 'postgres', 'postmaster.pid');
    if (existsSync(pidFile)) endProcess(Number(readFileSync(pidFile, 'utf8').split('\n', 1)[0]));
    rmSync(this.home, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  }
}

export function filesIn(...folders: readonly string[]): string[] {
  return folders.flatMap((folder) => (existsSync(folder) ? readdirSync(folder) : []));
}

function endProcess(pid: number): void {
  try {
    process.kill(pid, 'SIGQUIT');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
