import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type ClientModelFile, type ClientModelsMetadata, clientModelsFormat, ClientScorer } from '@atelier/learning';

/** SHA-256 as hexadecimal text. */
export function digest(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}

/** Writes files into a folder as they come; gives how many there are and their size in bytes. */
export async function writeModelFiles(folder: string, files: AsyncIterable<ClientModelFile>): Promise<{ files: number; bytes: number }> {
  let count = 0;
  let bytes = 0;
  for await (const { path, content } of files) {
    const file = join(folder, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, content);
    count++;
    bytes += Buffer.byteLength(content);
  }
  return { files: count, bytes };
}

/** A folder that `atelier notes train` wrote. Its models are read when they are asked for, and must be the bytes that were written. */
export class ClientModelsFolder {
  readonly metadata: ClientModelsMetadata;

  /** Throws where the folder holds no such models. */
  constructor(readonly folder: string) {
    const file = join(folder, 'metadata.json');
    if (!existsSync(file))
      throw new Error(`There are no models in ${folder}. Make some: atelier notes train --notes notes.csv --out ${folder}`);
    const metadata = JSON.parse(readFileSync(file, 'utf8')) as ClientModelsMetadata;
    if (metadata.format !== clientModelsFormat) throw new Error(`${file} is not of the format ${clientModelsFormat}.`);
    this.metadata = metadata;
  }

  get targets(): readonly string[] {
    return Object.keys(this.metadata.best);
  }

  /** The models of a target by their names. */
  modelsOf(target: string): readonly string[] {
    const { files } = this.metadata;
    return Object.keys(files)
      .flatMap((path) => /^([^/]+)\/([^/]+)\/pipeline\.json$/u.exec(path)?.slice(1) ?? [])
      .flatMap((name, i, parts) => (i % 2 === 1 && parts[i - 1] === target ? [name] : []));
  }

  /** The models of these targets: the best, or those of another name. */
  scorer(targets: readonly string[], model?: string): ClientScorer {
    return ClientScorer.load(targets.map((target) => [target, this.read(model ? `${target}/${model}` : this.bestOf(target))] as const));
  }

  private bestOf(target: string): string {
    const best = this.metadata.best[target];
    if (best) return best;
    throw new Error(`There is no model of "${target}" in ${this.folder}; there are ${this.targets.join(', ')}.`);
  }

  private read(model: string): unknown {
    const path = `${model}/pipeline.json`;
    const expected = this.metadata.files[path];
    const file = join(this.folder, path);
    const [target] = model.split('/');
    if (!expected || !existsSync(file))
      throw new Error(`There is no model ${model} in ${this.folder}; there are ${this.modelsOf(target).join(', ')}.`);
    const content = readFileSync(file);
    if (digest(content) !== expected) throw new Error(`${file} is not what was written by the training; train again.`);
    return JSON.parse(content.toString('utf8'));
  }
}
