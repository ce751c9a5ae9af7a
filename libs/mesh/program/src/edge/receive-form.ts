import { createWriteStream } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { AtelierError, toAtelierError } from '@atelier/contracts';
import { Busboy, type BusboyFileStream, type BusboyHeaders, type BusboyInstance } from '@fastify/busboy';

export interface ReceivedFile {
  /** As the caller wrote it, folders and all: never a path of ours. */
  readonly name: string;
  readonly path: string;
}

export interface ReceivedForm {
  readonly fields: ReadonlyMap<string, string>;
  /** At least one. */
  readonly files: readonly ReceivedFile[];
}

export interface FormLimits {
  readonly files: number;
  /** Of all files together. */
  readonly bytes: number;
  /** The setting that says how many bytes, for who may change it. */
  readonly bytesSetting: string;
  readonly fieldBytes: number;
  /** Others are refused; any where none are named. */
  readonly fields?: readonly string[];
}

const mostFields = 20;

/**
 * Streams the fields and files (all in the field "file") of a multipart body into a folder, never holding a file in memory. Errors:
 * `request.content_type`, `request.invalid` (fields), `request.truncated` (aborted or cut off), `request.too_large`, `storage.full`. What was written
 * of a failed body is the caller's to remove.
 */
export async function receiveForm(request: IncomingMessage, folder: string, limits: FormLimits): Promise<ReceivedForm> {
  const form = openForm(request, limits);
  const reception = new Reception(folder, limits);
  try {
    await new Promise<void>((resolve, reject) => {
      reception.listen(form, reject);
      form.on('finish', resolve);
      const truncated = () => reject(new AtelierError('request.truncated', 'The upload ended before its last boundary.'));
      request.on('aborted', truncated).on('error', truncated);
      request.on('close', () => (request.readableEnded ? undefined : truncated()));
      // The caller may have hung up while its key was looked up: then no event will tell.
      if (request.destroyed) truncated();
      request.pipe(form);
    });
    return await reception.finish();
  } catch (error) {
    // The rest of the body is read and thrown away, so that the caller gets to hear the answer.
    request.unpipe(form);
    request.resume();
    form.destroy();
    await reception.abandon();
    throw error;
  }
}

/** One multipart body on its way in. */
class Reception {
  private readonly fields = new Map<string, string>();
  private readonly files: (ReceivedFile & { readonly stream: BusboyFileStream; readonly written: Promise<void> })[] = [];
  private bytes = 0;

  constructor(
    private readonly folder: string,
    private readonly limits: FormLimits,
  ) {}

  listen(form: BusboyInstance, reject: (error: AtelierError) => void): void {
    form.on('file', (field: string, stream: BusboyFileStream, name: string | undefined) => {
      if (field === 'file') return this.takeFile(stream, name ?? '', reject);
      stream.resume();
      reject(invalid(field, `Send ${this.expectedFiles()} in the field "file".`));
    });
    form.on('field', (field: string, value: string, _: boolean, isCut: boolean) => {
      const fault = this.faultOf(field, isCut);
      if (fault) reject(invalid(field, fault));
      this.fields.set(field, value);
    });
    for (const limit of ['partsLimit', 'filesLimit', 'fieldsLimit'])
      form.on(limit, () =>
        reject(invalid(limit === 'filesLimit' ? 'file' : '', `Send ${this.expectedFiles()}, and no more fields than there are.`)),
      );
    form.on('error', (cause: unknown) =>
      reject(new AtelierError('request.truncated', 'The upload is not a whole multipart body.', [], { cause })),
    );
  }

  async finish(): Promise<ReceivedForm> {
    await Promise.all(this.files.map(({ written }) => written)).catch((error: unknown) => Promise.reject(writeError(error)));
    if (this.files.length === 0) throw invalid('file', 'The field "file" is missing.');
    return { fields: this.fields, files: this.files.map(({ name, path }) => ({ name, path })) };
  }

  /** Waits until nothing is written any more. A form that is cut off never ends its files. */
  async abandon(): Promise<void> {
    for (const { stream } of this.files) stream.destroy();
    await Promise.allSettled(this.files.map(({ written }) => written));
  }

  private takeFile(stream: BusboyFileStream, name: string, reject: (error: AtelierError) => void): void {
    const path = join(this.folder, `file-${this.files.length}`);
    const written = pipeline(stream, this.counted(), createWriteStream(path, { flags: 'wx' }));
    written.catch((error: unknown) => reject(writeError(error)));
    this.files.push({ name, path, stream, written });
  }

  private counted(): Transform {
    const { bytes, bytesSetting } = this.limits;
    return new Transform({
      transform: (chunk: Buffer, _, done) => {
        this.bytes += chunk.length;
        done(this.bytes > bytes ? tooLarge(bytes, bytesSetting) : null, chunk);
      },
    });
  }

  private faultOf(field: string, isCut: boolean): string | null {
    const { fields, fieldBytes } = this.limits;
    if (fields && !fields.includes(field)) return `There is no field ${JSON.stringify(field.slice(0, 100))}.`;
    if (this.fields.has(field)) return `The field ${field} is given twice.`;
    return isCut ? `The field ${field} is longer than ${fieldBytes} bytes.` : null;
  }

  private expectedFiles(): string {
    return this.limits.files === 1 ? 'one file' : `at most ${this.limits.files} files`;
  }
}

function openForm(request: IncomingMessage, { files, bytes, fieldBytes }: FormLimits): BusboyInstance {
  const headers = request.headers as BusboyHeaders;
  if (!/^multipart\/form-data\s*;/i.test(headers['content-type'] ?? ''))
    throw new AtelierError('request.content_type', 'Send multipart/form-data, with the file in the field "file".');
  const limits = {
    files,
    fields: mostFields,
    parts: files + mostFields,
    // One more than there may be, so that the count, not the cut, tells of too many.
    fileSize: bytes + 1,
    fieldSize: fieldBytes,
    fieldNameSize: 200,
    headerPairs: 50,
  };
  try {
    return new Busboy({ headers, limits, preservePath: true });
  } catch (cause) {
    throw new AtelierError('request.content_type', 'The multipart body has no valid boundary.', [], { cause });
  }
}

function tooLarge(bytes: number, setting: string): AtelierError {
  return new AtelierError('request.too_large', `What was sent has more than ${bytes} bytes of files (limit ${setting}).`);
}

function invalid(path: string, message: string): AtelierError {
  return new AtelierError('request.invalid', message, [{ path, message }]);
}

function writeError(cause: unknown): AtelierError {
  const { code } = cause as NodeJS.ErrnoException;
  if (code === 'ENOSPC' || code === 'EDQUOT') return new AtelierError('storage.full', 'There is no room for the upload.', [], { cause });
  if (code === 'ERR_STREAM_PREMATURE_CLOSE') return new AtelierError('request.truncated', 'The upload ended within a file.', [], { cause });
  return toAtelierError(cause);
}
