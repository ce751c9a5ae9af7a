import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  conceptModelFileNames,
  conceptModelFiles,
  type ConceptModelFileName,
  type ConceptTrainingData,
  readConceptModel,
  type SavedConceptModel,
  type TrainedConceptModel,
} from '@atelier/learning';

/** Writes a concept model's folder; made if need be. Returns the names of its files. */
export async function writeConceptFolder(folder: string, trained: TrainedConceptModel, data: ConceptTrainingData): Promise<string[]> {
  await mkdir(folder, { recursive: true });
  const files = Object.entries(conceptModelFiles(trained, data));
  await Promise.all(files.map(([name, content]) => writeFile(join(folder, name), content)));
  return files.map(([name]) => name);
}

/** Reads a concept model's folder. Throws naming the folder, the file and what would do. */
export function readConceptFolder(folder: string): SavedConceptModel {
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory())
    throw new Error(`There is no concept model in ${folder}; \`atelier concepts train --model-path ${folder}\` makes one.`);
  const read = (name: ConceptModelFileName) => {
    const path = join(folder, name);
    if (!statSync(path, { throwIfNoEntry: false })?.isFile())
      throw new Error(`${path} is missing; a concept model has ${conceptModelFileNames.join(', ')}. Train it again.`);
    return [name, new Uint8Array(readFileSync(path))] as const;
  };
  try {
    return readConceptModel(Object.fromEntries(conceptModelFileNames.map(read)) as Record<ConceptModelFileName, Uint8Array>);
  } catch (cause) {
    throw new Error(`${folder}: ${(cause as Error).message}`, { cause });
  }
}

export function sha256(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}
