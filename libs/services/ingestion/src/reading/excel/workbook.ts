import { posix } from 'node:path';
import { Refusal, unreadable } from '../reading.js';
import { isDateFormat } from './dates.js';
import { attribute, readXml } from './xml.js';
import type { ZipArchive } from './zip-archive.js';

export interface Sheet {
  readonly name: string;
  readonly part: string;
  readonly isHidden: boolean;
}

/** What the sheets share. */
export interface Workbook {
  readonly archive: ZipArchive;
  /** Of tables; charts and the like are left out. */
  readonly sheets: readonly Sheet[];
  /** Days count from 1904 (old Macintosh) instead of 1900. */
  readonly is1904: boolean;
  /** For each cell style, whether its numbers are dates. */
  readonly dateStyles: readonly boolean[];
  readonly sharedStrings: readonly string[];
}

interface Relation {
  readonly type: string;
  readonly target: string;
}

/** Opens the parts of a workbook that its sheets need (ECMA-376 part 1, §18; transitional and strict). */
export async function openWorkbook(archive: ZipArchive): Promise<Workbook> {
  const main = await mainPart(archive);
  const relations = await relationsOf(archive, main);
  const { sheets, is1904 } = await readMain(archive, main, relations);
  if (sheets.length === 0) throw new Refusal('dataset.empty', 'The workbook has no sheet with cells.');
  const part = (type: string) => [...relations.values()].find((relation) => relation.type === type)?.target;
  const styles = part('styles');
  const strings = part('sharedStrings');
  return {
    archive,
    sheets,
    is1904,
    dateStyles: styles && archive.has(styles) ? await readDateStyles(archive, styles) : [],
    sharedStrings: strings && archive.has(strings) ? await readSharedStrings(archive, strings) : [],
  };
}

async function mainPart(archive: ZipArchive): Promise<string> {
  const relations = await relationsOf(archive, '');
  return [...relations.values()].find(({ type }) => type === 'officeDocument')?.target ?? 'xl/workbook.xml';
}

/** The relations of a part by their ids, with targets as paths within the archive. */
async function relationsOf(archive: ZipArchive, part: string): Promise<Map<string, Relation>> {
  const folder = posix.dirname(part);
  const name = posix.join(folder, '_rels', `${posix.basename(part)}.rels`);
  const relations = new Map<string, Relation>();
  if (!archive.has(name)) return relations;
  await readXml(archive.stream(name), name, {
    open(element, { Id, Type, Target, TargetMode }) {
      if (element !== 'Relationship' || !Id || !Type || !Target || TargetMode === 'External') return;
      const target = Target.startsWith('/') ? Target.slice(1) : posix.join(folder, Target);
      relations.set(Id, { type: Type.slice(Type.lastIndexOf('/') + 1), target });
    },
  });
  return relations;
}

async function readMain(
  archive: ZipArchive,
  main: string,
  relations: ReadonlyMap<string, Relation>,
): Promise<{ sheets: Sheet[]; is1904: boolean }> {
  const sheets: Sheet[] = [];
  let is1904 = false;
  await readXml(archive.stream(main), main, {
    open(element, attributes) {
      if (element === 'workbookPr') is1904 = isTrue(attributes.date1904);
      if (element !== 'sheet') return;
      const relation = relations.get(attribute(attributes, 'id') ?? '');
      if (!relation) throw unreadable(`The workbook's sheet ${JSON.stringify(attributes.name)} is not in the file; it is damaged.`);
      const isHidden = (attributes.state ?? 'visible') !== 'visible';
      if (relation.type === 'worksheet') sheets.push({ name: attributes.name ?? '', part: relation.target, isHidden });
    },
  });
  return { sheets, is1904 };
}

export function isTrue(value: string | undefined): boolean {
  return value === '1' || value === 'true' || value === 'on';
}

async function readDateStyles(archive: ZipArchive, part: string): Promise<boolean[]> {
  const custom = new Map<number, string>();
  const formats: number[] = [];
  let inCells = false;
  await readXml(archive.stream(part), part, {
    open(element, { numFmtId, formatCode }) {
      if (element === 'numFmt') custom.set(Number(numFmtId), formatCode ?? '');
      else if (element === 'cellXfs') inCells = true;
      else if (element === 'xf' && inCells) formats.push(Number(numFmtId ?? 0));
    },
    close(element) {
      if (element === 'cellXfs') inCells = false;
    },
  });
  return formats.map((id) => isDateFormat(id, custom.get(id)));
}

/** Rich texts are joined; readings aid (phonetic runs) are no part of the text. */
async function readSharedStrings(archive: ZipArchive, part: string): Promise<string[]> {
  const strings: string[] = [];
  let text = '';
  let isReading = false;
  await readXml(archive.stream(part), part, {
    keepsText: (element) => element === 't',
    open(element) {
      if (element === 'si') text = '';
      else if (element === 'rPh') isReading = true;
    },
    close(element, content) {
      if (element === 't' && !isReading) text += content;
      else if (element === 'rPh') isReading = false;
      else if (element === 'si') strings.push(unescapeText(text));
    },
  });
  return strings;
}

/** `_x000D_` is how a workbook writes a character that XML cannot hold (§22.9.2.19). */
export function unescapeText(text: string): string {
  if (!text.includes('_x')) return text;
  return text.replace(/_x([0-9A-Fa-f]{4})_/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
}
