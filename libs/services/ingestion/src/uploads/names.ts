import { AtelierError } from '@atelier/contracts';

const longestName = 200;
const allowed = /^[\p{L}\p{M}\p{N}][\p{L}\p{M}\p{N} ._()+-]*$/u;
/** Ways out of a folder, plain, escaped or of a drive; and NUL. */
const escapes = /\.\.|%2e|%2f|%5c|%00|\0|^[A-Za-z]:/i;
const extension = /\.(csv|tsv|tab|txt|dat|data|json|jsonl|ndjson|parquet|pq|xlsx?)$/i;

/** A name that was given, trimmed; `dataset.name_invalid` if it is more than a name. */
export function datasetName(given: string): string {
  const name = given.trim();
  if (name.length > longestName) throw invalid(`A name has at most ${longestName} characters.`);
  if (escapes.test(name) || !allowed.test(name))
    throw invalid(`The name ${shown(name)} is not allowed: use letters, digits, spaces, dots, dashes and underscores.`);
  return name;
}

/** The name of a file without folders and extension, foreign characters replaced; file names that try to leave a folder are refused. */
export function nameOfFile(fileName: string): string {
  if (escapes.test(fileName)) throw invalid(`The file name ${shown(fileName)} is not allowed.`);
  const base = fileName.slice(Math.max(fileName.lastIndexOf('/'), fileName.lastIndexOf('\\')) + 1).normalize('NFC');
  const stem = base.replace(/\.gz$/i, '').replace(extension, '');
  const safe = stem.replace(/[^\p{L}\p{M}\p{N} ._()+-]/gu, '_').replace(/^[^\p{L}\p{N}]+/u, '');
  return safe.slice(0, longestName).trim() || 'dataset';
}

function invalid(detail: string): AtelierError {
  return new AtelierError('dataset.name_invalid', detail);
}

function shown(name: string): string {
  return JSON.stringify(name.length > 60 ? `${name.slice(0, 60)}…` : name);
}
