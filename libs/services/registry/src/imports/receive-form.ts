import { createWriteStream } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { AtelierError, toAtelierError } from '@atelier/contracts';
import { Busboy, type BusboyFileStream, type BusboyHeaders, type BusboyInstance } from '@fastify/busboy';

export interface ReceivedFile {
  /** As the caller named it, without folders; never a path of ours. */
  readonly name: string;
  readonly path: string;
}

export interface ReceivedForm {
  readonly fields: ReadonlyMap<string, string>;
  readonly files: readonly ReceivedFile[];
}

export interface FormLimits {
  readonly files: number;
  /** Of all files together. */
  readonly bytes: number;
  readonly fieldBytes: number;
}

/**
 * Streams the fields and files (all in the field "file") of a multipart body into a folder. Errors: `request.content_type`, `request.invalid`,
 * `request.truncated`, `request.too_large`, `storage.full`. What was written of a failed body is the caller's to remove.
 */
export async function receiveForm(request: IncomingMessage, folder: string, limits: FormLimits): Promise<ReceivedForm> {
  const form = openForm(request, limits);
  const fields = new Map<string, string>();
  const files: (ReceivedFile & { readonly written: Promise<void> })[] = [];
  let bytes = 0;
  const counted = () =>
    new Transform({
      transform(chunk: Buffer, _, done) {
        bytes += chunk.length;
        done(bytes > limits.bytes ? tooLarge(limits.bytes) : null, chunk);
      },
    });
  try {
    await new Promise<void>((resolve, reject) => {
      const truncated = () => reject(new AtelierError('request.truncated', 'The upload ended before its last boundary.'));
      form.on('file', (field: string, stream: BusboyFileStream, fileName: string | undefined) => {
        const path = join(folder, `file-${files.length}`);
        const written = pipeline(stream, counted(), createWriteStream(path, { flags: 'wx' }));
        written.catch((error: unknown) => reject(writeError(error)));
        if (field !== 'file') reject(invalid(field, 'Send files in the field "file".'));
        files.push({ name: baseName(fileName ?? ''), path, written });
      });
      form.on('field', (field: string, value: string, _: boolean, isCut: boolean) => {
        if (fields.has(field)) reject(invalid(field, `The field ${field} is given twice.`));
        if (isCut) reject(invalid(field, `The field ${field} is longer than ${limits.fieldBytes} bytes.`));
        fields.set(field, value);
      });
      for (const limit of ['partsLimit', 'filesLimit', 'fieldsLimit'])
        form.on(limit, () =>
          reject(invalid(limit === 'filesLimit' ? 'file' : '', `Send at most ${limits.files} files, and no more fields than there are.`)),
        );
      form.on('error', truncated);
      form.on('finish', resolve);
      request.on('aborted', truncated).on('error', truncated);
      request.on('close', () => (request.readableEnded ? undefined : truncated()));
      // The caller may have hung up while its key was looked up: then no event will tell.
      if (request.destroyed) truncated();
      request.pipe(form);
    });
    await Promise.all(files.map(({ written }) => written)).catch((error: unknown) => Promise.reject(writeError(error)));
    if (files.length === 0) throw invalid('file', 'The field "file" is missing.');
    return { fields, files: files.map(({ name, path }) => ({ name, path })) };
  } catch (error) {
    // The rest of the body is read and thrown away, so that the caller gets to hear the answer.
    request.unpipe(form);
    request.resume();
    form.destroy();
    await Promise.allSettled(files.map(({ written }) => written));
    throw error;
  }
}

function openForm(request: IncomingMessage, { files, bytes, fieldBytes }: FormLimits): BusboyInstance {
  const headers = request.headers as BusboyHeaders;
  if (!/^multipart\/form-data\s*;/i.test(headers['content-type'] ?? ''))
    throw new AtelierError('request.content_type', 'Send the model as multipart/form-data, its files in the field "file".');
  try {
    const limits = {
      files,
      fields: 20,
      parts: files + 20,
      fileSize: bytes + 1,
      fieldSize: fieldBytes,
      fieldNameSize: 200,
      headerPairs: 50,
    };
    return new Busboy({ headers, limits, preservePath: true });
  } catch (cause) {
    throw new AtelierError('request.content_type', 'The multipart body has no valid boundary.', [], { cause });
  }
}

function baseName(name: string): string {
  return name
    .slice(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1)
    .replaceAll(/[^\p{L}\p{M}\p{N} ._()+-]/gu, '_')
    .slice(0, 200);
}

function tooLarge(bytes: number): AtelierError {
  return new AtelierError('request.too_large', `The model's files have more than ${bytes} bytes together (limit importBytes).`);
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
