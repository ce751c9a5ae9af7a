import type { IncomingMessage } from 'node:http';
import { type ReceivedForm, receiveForm } from '@atelier/program';

const mostFiles = 6;
const fieldBytes = 2 ** 20;

/** Streams a model's files into a folder. Errors: those of `receiveForm`. */
export async function receiveImport(request: IncomingMessage, folder: string, bytes: number): Promise<ReceivedForm> {
  const { fields, files } = await receiveForm(request, folder, { files: mostFiles, bytes, bytesSetting: 'importBytes', fieldBytes });
  return { fields, files: files.map(({ name, path }) => ({ name: baseName(name), path })) };
}

/** Without folders, and with nothing in it that a terminal or a page could take for more than a name. */
function baseName(name: string): string {
  return name
    .slice(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1)
    .replaceAll(/[^\p{L}\p{M}\p{N} ._()+-]/gu, '_')
    .slice(0, 200);
}
