import { openAsBlob, readFileSync, statSync } from 'node:fs';

/** The bytes of a file, read as they are sent. */
export async function fileContent(path: string): Promise<Blob> {
  mustBeFile(path);
  return openAsBlob(path);
}

export function fileText(path: string): string {
  mustBeFile(path);
  return readFileSync(path, 'utf8');
}

export function mustBeFile(path: string): void {
  const found = statSync(path, { throwIfNoEntry: false });
  if (!found) throw new Error(`There is no file ${path}.`);
  if (found.isDirectory()) throw new Error(`${path} is a folder; give a file.`);
}
