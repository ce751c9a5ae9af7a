import type { IncomingMessage } from 'node:http';
import { receiveForm } from '@atelier/program';

export interface ReceivedUpload {
  readonly file: string;
  readonly fileName: string;
  readonly name: string | null;
  readonly targetColumn: string | null;
  readonly sheet: string | null;
}

const fields = ['name', 'target_column', 'sheet'];
const fieldBytes = 10_000;

/** Streams an upload's one file into a folder. Errors: those of `receiveForm`. */
export async function receiveUpload(request: IncomingMessage, folder: string, bytes: number): Promise<ReceivedUpload> {
  const limits = { files: 1, bytes, bytesSetting: 'bytes', fields, fieldBytes };
  const form = await receiveForm(request, folder, limits);
  const [file] = form.files;
  const given = (field: string) => form.fields.get(field)?.trim() || null;
  return { file: file.path, fileName: file.name, name: given('name'), targetColumn: given('target_column'), sheet: given('sheet') };
}
