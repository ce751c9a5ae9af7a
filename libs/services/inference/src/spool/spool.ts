import { closeSync, ftruncateSync, mkdirSync, openSync, readdirSync, statSync, unlinkSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { AtelierError } from '@atelier/contracts';
import { v7 as uuidv7 } from 'uuid';

export interface Segment {
  readonly path: string;
  readonly bytes: number;
}

interface OpenSegment {
  readonly descriptor: number;
  readonly path: string;
  bytes: number;
}

/**
 * Lines of JSON in a local folder: what is written has survived the death of this process when `write` returns (not the machine's: no fsync,
 * as a database round trip would not be cheaper). Lines go to one open segment; a sealed segment never changes and is dropped once its
 * content is elsewhere.
 */
export class Spool {
  private open: OpenSegment | null = null;
  private readonly closed: Segment[] = [];
  private held = 0;

  /** Takes over what an earlier process left. `limitBytes` bounds the folder. */
  constructor(
    private readonly folder: string,
    private readonly limitBytes: number,
  ) {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    for (const name of readdirSync(folder)
      .filter((entry) => entry.endsWith('.ndjson'))
      .sort()) {
      const path = join(folder, name);
      this.keep({ path, bytes: statSync(path).size });
    }
  }

  /** Bytes that wait in the folder. */
  get bytes(): number {
    return this.held + (this.open?.bytes ?? 0);
  }

  get isEmpty(): boolean {
    return this.bytes === 0 && this.closed.length === 0;
  }

  /** Appends whole lines (each ends in a line feed) by one write. `storage.full` when the folder or the disk is; then nothing was written. */
  write(lines: string): void {
    const bytes = Buffer.byteLength(lines);
    if (this.bytes + bytes > this.limitBytes)
      throw new AtelierError('storage.full', 'Predictions cannot be logged: too many wait for the database. None was made.');
    this.open ??= this.create();
    append(this.open, lines, bytes);
  }

  /** Closes the open segment, so that it can be read; none is closed when nothing was written. */
  seal(): void {
    if (!this.open) return;
    closeSync(this.open.descriptor);
    this.keep({ path: this.open.path, bytes: this.open.bytes });
    this.open = null;
  }

  /** Closed segments, oldest first. */
  sealed(): readonly Segment[] {
    return [...this.closed];
  }

  /** Removes a sealed segment. */
  drop(segment: Segment): void {
    unlinkSync(segment.path);
    this.closed.splice(this.closed.indexOf(segment), 1);
    this.held -= segment.bytes;
  }

  private create(): OpenSegment {
    const path = join(this.folder, `${uuidv7()}.ndjson`);
    try {
      return { descriptor: openSync(path, 'ax', 0o600), path, bytes: 0 };
    } catch (cause) {
      throw notWritten(cause);
    }
  }

  private keep(segment: Segment): void {
    this.closed.push(segment);
    this.held += segment.bytes;
  }
}

/** What a failed write left behind is cut off again, so that the next line starts at a line's beginning. */
function append(segment: OpenSegment, lines: string, bytes: number): void {
  try {
    let written = writeSync(segment.descriptor, lines);
    // A disk that is nearly full takes a part.
    if (written < bytes) {
      const rest = Buffer.from(lines);
      while (written < bytes) written += writeSync(segment.descriptor, rest, written);
    }
    segment.bytes += bytes;
  } catch (cause) {
    ftruncateSync(segment.descriptor, segment.bytes);
    throw notWritten(cause);
  }
}

function notWritten(cause: unknown): AtelierError {
  return new AtelierError('storage.full', 'Predictions cannot be logged: the disk takes no more. None was made.', [], { cause });
}
