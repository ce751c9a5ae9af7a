import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import {
  bundledLexicon,
  type ClientNote,
  faultText,
  fewestNotes,
  type LabelsRead,
  LabelsReader,
  type Lexicon,
  type NoteFaults,
  type NotesRead,
  NotesReader,
  placeOf,
  readLexiconFile,
  requireNotes,
  type StagesRead,
  StagesReader,
} from '@atelier/learning';
import { mustBeFile } from '../terminal/files.js';

/** What of the files was not as it should be, in lines for people. */
export class Remarks {
  readonly lines: string[] = [];
  readonly counts: Record<string, number> = {};

  /** The first of each kind by name, the others counted. */
  add({ faults, counts, skipped }: NoteFaults): void {
    for (const [kind, count] of Object.entries(counts)) {
      this.counts[kind] = (this.counts[kind] ?? 0) + count;
      const first = faults.find((fault) => fault.kind === kind);
      if (first) this.lines.push(`${faultText(first)}${count > 1 ? ` (and ${(count - 1).toLocaleString('en-US')} more like it)` : ''}`);
    }
    if (skipped > 0)
      this.lines.push(`${skipped.toLocaleString('en-US')} ${skipped === 1 ? 'row was' : 'rows were'} left out; all others were used.`);
  }
}

/** Throws where there are fewer than fifty notes, naming the file. */
export async function notesFile(path: string, remarks: Remarks): Promise<readonly ClientNote[]> {
  return (await notesRead(path, remarks, fewestNotes)).notes;
}

/** Also of whom no note can be used. Throws where there are fewer notes than `least`, naming the file. */
export async function notesRead(path: string, remarks: Remarks, least: number): Promise<NotesRead> {
  const read = await readPieces(path, new NotesReader({ file: basename(path) }));
  remarks.add(read.faults);
  requireNotes(read, path, least);
  return read;
}

export async function labelsFile(path: string, clients: ReadonlySet<string>, remarks: Remarks): Promise<LabelsRead> {
  const read = await readPieces(path, new LabelsReader(clients, { file: basename(path) }));
  remarks.add(read.faults);
  return read;
}

export async function stagesFile(path: string, clients: ReadonlySet<string>, remarks: Remarks): Promise<StagesRead> {
  const read = await readPieces(path, new StagesReader(clients, { file: basename(path) }));
  remarks.add(read.faults);
  return read;
}

/** The bundled lexicon where no file is named. */
export async function lexiconFile(path: string | undefined, remarks: Remarks): Promise<Lexicon> {
  if (path === undefined) return bundledLexicon();
  mustBeFile(path);
  const { lexicon, faults } = readLexiconFile(await readFile(path), basename(path));
  remarks.lines.push(...faults.map((fault) => `${placeOf(fault)}: ${fault.message}`));
  return lexicon;
}

async function readPieces<Read>(path: string, reader: { push(bytes: Uint8Array): void; end(): Read }): Promise<Read> {
  mustBeFile(path);
  for await (const piece of createReadStream(path)) reader.push(piece as Uint8Array);
  return reader.end();
}
