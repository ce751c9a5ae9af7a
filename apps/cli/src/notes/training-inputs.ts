import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { digest } from './client-models-folder.js';

/** SHA-256 of the files that were learned from, by name. */
export function inputDigests(files: {
  readonly notes: string;
  readonly labels?: string;
  readonly lexicon?: string;
  /** A folder. */
  readonly concepts?: string;
}): Record<string, string> {
  const encoder = files.concepts && join(files.concepts, 'encoder.onnx');
  const given = [files.notes, files.labels, files.lexicon, encoder].filter((file) => file !== undefined);
  return Object.fromEntries(given.map((file) => [basename(file), digest(readFileSync(file))]));
}

/** The version that manifests name as their maker. */
export const libraryVersion = (JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { version: string })
  .version;
