import { createWriteStream } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { AtelierError, toAtelierError } from '@atelier/contracts';
import { Busboy, type BusboyFileStream, type BusboyHeaders, type BusboyInstance } from '@fastify/busboy';

export interface ReceivedUpload {
  readonly fileName: string;
  readonly name: string | null;
  readonly targetColumn: string | null;
  readonly sheet: string | null;
}

const fieldNames = ['name', 'target_column', 'sheet'];
const fieldBytes = 10_000;

/**
 * Streams a multipart upload's one file to `path`, never holding it in memory. Errors: `request.content_type`, `request.invalid` (fields),
 * `request.truncated` (aborted or cut off), `request.too_large`, `storage.full`. What was written of a failed upload is the caller's to remove.
 */
export function receiveUpload(request: IncomingMessage, path: string, bytes: number): Promise<ReceivedUpload> {
  const contentType = request.headers['content-type'] ?? '';
  if (!/^multipart\/form-data\s*;/i.test(contentType))
    return Promise.reject(new AtelierError('request.content_type', 'Send the file as multipart/form-data, in the field "file".'));
  return new Reception(request, path, bytes).received;
}

/** One multipart body on its way in. */
class Reception {
  readonly received: Promise<ReceivedUpload>;
  private readonly form: BusboyInstance;
  private readonly fields = new Map<string, string>();
  private file?: { readonly name: string; readonly written: Promise<void> };
  private reject: (error: AtelierError) => void = () => undefined;

  constructor(
    private readonly request: IncomingMessage,
    private readonly path: string,
    private readonly bytes: number,
  ) {
    this.form = openForm(request, bytes);
    this.received = new Promise<ReceivedUpload>((resolve, reject) => {
      this.reject = (error) => reject(this.abandon(error));
      this.form.on('finish', () => this.finish().then(resolve, (error) => this.reject(toAtelierError(error))));
    });
    this.listen();
    request.pipe(this.form);
  }

  private listen(): void {
    const truncated = () => this.reject(new AtelierError('request.truncated', 'The upload ended before its last boundary.'));
    this.form.on('file', (field: string, stream: BusboyFileStream, fileName: string | undefined) => this.takeFile(field, stream, fileName));
    this.form.on('field', (field: string, value: string, _: boolean, isCut: boolean) => this.takeField(field, value, isCut));
    this.form.on('error', (cause: unknown) =>
      this.reject(new AtelierError('request.truncated', 'The upload is not a whole multipart body.', [], { cause })),
    );
    for (const limit of ['partsLimit', 'filesLimit', 'fieldsLimit'])
      this.form.on(limit, () =>
        this.reject(invalid(limit === 'filesLimit' ? 'file' : '', 'Send one file, and no more fields than there are.')),
      );
    // The caller may have hung up while its key was looked up: then no event will tell.
    if (this.request.destroyed) truncated();
    this.request.on('aborted', truncated);
    this.request.on('error', truncated);
    this.request.on('close', () => {
      if (!this.request.readableEnded) truncated();
    });
  }

  private takeFile(field: string, stream: BusboyFileStream, fileName: string | undefined): void {
    if (field !== 'file' || this.file) {
      stream.resume();
      return this.reject(invalid(field, 'Send one file, in the field "file".'));
    }
    stream.on('limit', () =>
      this.reject(new AtelierError('request.too_large', `The file has more than ${this.bytes} bytes (limit bytes).`)),
    );
    const written = pipeline(stream, createWriteStream(this.path, { flags: 'wx' }));
    written.catch((error: unknown) => this.reject(writeError(error)));
    this.file = { name: fileName ?? '', written };
  }

  private takeField(field: string, value: string, isCut: boolean): void {
    if (!fieldNames.includes(field)) return this.reject(invalid(field, `There is no field ${JSON.stringify(field.slice(0, 100))}.`));
    if (this.fields.has(field)) return this.reject(invalid(field, `The field ${field} is given twice.`));
    if (isCut) return this.reject(invalid(field, `The field ${field} is longer than ${fieldBytes} bytes.`));
    this.fields.set(field, value);
  }

  private async finish(): Promise<ReceivedUpload> {
    if (!this.file) throw invalid('file', 'The field "file" is missing.');
    await this.file.written;
    const given = (field: string) => this.fields.get(field)?.trim() || null;
    return { fileName: this.file.name, name: given('name'), targetColumn: given('target_column'), sheet: given('sheet') };
  }

  /** The rest of the body is read and thrown away, so that the caller gets to hear the answer. */
  private abandon(error: AtelierError): AtelierError {
    this.request.unpipe(this.form);
    this.request.resume();
    this.form.destroy();
    return error;
  }
}

function openForm(request: IncomingMessage, bytes: number): BusboyInstance {
  const limits = {
    files: 1,
    fields: fieldNames.length + 1,
    parts: 10,
    fileSize: bytes,
    fieldSize: fieldBytes,
    fieldNameSize: 200,
    headerPairs: 50,
  };
  try {
    return new Busboy({ headers: request.headers as BusboyHeaders, limits, preservePath: true });
  } catch (cause) {
    throw new AtelierError('request.content_type', 'The multipart body has no valid boundary.', [], { cause });
  }
}

function invalid(path: string, message: string): AtelierError {
  return new AtelierError('request.invalid', message, [{ path, message }]);
}

function writeError(cause: unknown): AtelierError {
  const { code } = cause as NodeJS.ErrnoException;
  if (code === 'ENOSPC' || code === 'EDQUOT') return new AtelierError('storage.full', 'There is no room for the upload.', [], { cause });
  if (code === 'ERR_STREAM_PREMATURE_CLOSE')
    return new AtelierError('request.truncated', 'The upload ended within the file.', [], { cause });
  return toAtelierError(cause);
}
