import { createReadStream } from 'node:fs';
import { Refusal } from '../reading.js';
import type { ZipArchive } from './zip-archive.js';

/** The stream of an OLE file that holds an encrypted workbook ([MS-OFFCRYPTO] §2.3.2), as its directory names it. */
const encryptedPackage = Buffer.from('EncryptedPackage', 'utf16le');
const scannedBytes = 64 * 2 ** 20;

/** What an OLE file is: a workbook with a password, or one of the format before 2007. */
export async function refuseOle(file: string): Promise<never> {
  let carried = Buffer.alloc(0);
  for await (const piece of createReadStream(file, { end: scannedBytes, highWaterMark: 2 ** 20 }) as AsyncIterable<Buffer>) {
    const bytes = Buffer.concat([carried, piece]);
    if (bytes.includes(encryptedPackage))
      throw refusal('a workbook that is encrypted with a password: remove the password in Excel (File, Info, Protect) and upload it again');
    carried = Buffer.from(bytes.subarray(-encryptedPackage.length));
  }
  throw refusal('an Excel workbook of the format before 2007 (.xls): save it as .xlsx or CSV and upload that');
}

/** `dataset.format_unknown` for a zip file that is no .xlsx, with what to do. */
export async function refuseOtherArchives(archive: ZipArchive): Promise<void> {
  if (archive.has('[Content_Types].xml')) {
    if (archive.has('xl/workbook.bin')) throw refusal('a binary Excel workbook (.xlsb): save it as .xlsx or CSV and upload that');
    if (archive.has('word/document.xml')) throw refusal('a Word document: copy its table into a workbook, or save it as CSV');
    if (archive.has('ppt/presentation.xml')) throw refusal('a PowerPoint presentation: save its table as .xlsx or CSV');
    return;
  }
  const type = archive.has('mimetype') ? (await archive.bytes('mimetype', 1000)).toString('latin1') : '';
  if (type.includes('opendocument')) throw refusal('an OpenDocument file (.ods): save it as .xlsx or CSV and upload that');
  throw refusal('a zip archive: unpack it and upload the table that is in it');
}

function refusal(what: string): Refusal {
  return new Refusal('dataset.format_unknown', `The file is ${what}.`);
}
