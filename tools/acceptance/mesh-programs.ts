import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { serviceNames } from '@atelier/contracts';
import { AtelierClient } from '@atelier/sdk';
import { MeshStores } from './mesh-stores.js';
import type { Platform } from './platform.js';
import { ProgramProcess } from './program-process.js';

export const programNames = ['gateway', ...serviceNames] as const;
export type ProgramName = (typeof programNames)[number];

/** One program of the mesh: its name, its work folder, its process. */
export class MeshProgram extends ProgramProcess {
  constructor(
    readonly name: ProgramName,
    readonly folder: string,
    settings: Readonly<Record<string, string>>,
  ) {
    mkdirSync(folder, { recursive: true });
    super({
      script: `apps/${name}/dist/main.js`,
      args: () => [],
      environment: (port) => ({ ...settings, ATELIER_WORK: folder, ATELIER_HOST: '127.0.0.1', ATELIER_PORT: String(port) }),
    });
  }
}

/**
 * The mesh as seven processes on the real servers that the environment names, with a database, topics and a bucket of its own, so that
 * two of these do not meet.
 */
export class Mesh implements Platform {
  readonly stores = new MeshStores();
  readonly key = `atl_${randomBytes(32).toString('base64url')}`;
  private readonly folder = mkdtempSync(join(tmpdir(), 'atelier-mesh-'));
  private readonly programs = new Map<ProgramName, MeshProgram>();
  private readonly replicas: MeshProgram[] = [];

  static async start(): Promise<Mesh> {
    const mesh = new Mesh();
    try {
      await mesh.stores.create();
      const services = await Promise.all(serviceNames.map((name) => mesh.add(name)));
      await Promise.all(services.map((service) => service.start()));
      await (await mesh.add('gateway')).start();
      return mesh;
    } catch (error) {
      await mesh.stop();
      throw error;
    }
  }

  /** Of the gateway, the one public origin. */
  get url(): string {
    return this.of('gateway').url;
  }

  /** Through the gateway, as its admin. */
  get client(): AtelierClient {
    return this.clientOf(this.of('gateway'));
  }

  /** Past the gateway. */
  clientOf(program: MeshProgram): AtelierClient {
    return new AtelierClient({ url: program.url, key: this.key });
  }

  of(name: ProgramName): MeshProgram {
    const program = this.programs.get(name);
    if (!program) throw new Error(`${name} was not started.`);
    return program;
  }

  get all(): readonly MeshProgram[] {
    return [...this.programs.values(), ...this.replicas];
  }

  /** Starts another process of a service, with a folder of its own; it gets no requests through the gateway. */
  async replicaOf(name: ProgramName): Promise<MeshProgram> {
    const replica = new MeshProgram(name, join(this.folder, `${name}-${this.replicas.length + 2}`), this.settings(name));
    this.replicas.push(replica);
    await replica.start();
    return replica;
  }

  /** Runs the steps of a test; when one fails, the error says what the programs wrote last. */
  async watched<T>(steps: () => Promise<T>): Promise<T> {
    try {
      return await steps();
    } catch (error) {
      const { stack } = error as Error;
      throw Object.assign(error as Error, { stack: `${stack}\n${this.lastWords()}` });
    }
  }

  async stop(): Promise<void> {
    for (const program of this.all) program.signal('SIGCONT');
    await Promise.all(this.all.map((program) => program.end('SIGKILL')));
    await this.stores.remove();
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }

  private async add(name: ProgramName): Promise<MeshProgram> {
    const program = new MeshProgram(name, join(this.folder, name), this.settings(name));
    this.programs.set(name, program);
    return program;
  }

  private settings(name: ProgramName): Record<string, string> {
    if (name !== 'gateway') return this.stores.settings;
    const urls = serviceNames.map((service) => [`ATELIER_${service.toUpperCase().replace('-', '_')}_URL`, this.of(service).url]);
    return { ...this.stores.settings, ATELIER_FIRST_KEY: this.key, ATELIER_RATE_PER_SECOND: '0', ...Object.fromEntries(urls) };
  }

  private lastWords(): string {
    return this.all.map((program) => `── ${program.name} (${program.pid})\n${lastLines(program.words)}`).join('\n');
  }
}

function lastLines(words: string): string {
  return words
    .split('\n')
    .filter((line) => !/"level":(10|20|30)|"level":"(trace|debug|info)"/.test(line))
    .slice(-12)
    .map((line) => line.slice(0, 1500))
    .join('\n');
}
