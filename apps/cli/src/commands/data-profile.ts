import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { connect } from '../connection.js';
import { htmlReport } from '../profile/html-report.js';
import { type Profile, terminalReport } from '../profile/terminal-report.js';
import { print } from '../terminal/output.js';
import { mustBeFile } from '../terminal/files.js';
import { dataGroup } from './data-group.js';

interface ProfileFlags {
  readonly target?: string;
  readonly sheet?: string;
  readonly html?: string;
  readonly all?: boolean;
}

const shownFindings = 15;
const datasetId = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** `atelier data profile`: a file without a platform, or a table that was uploaded. */
export function addDataProfileCommand(program: Command): void {
  dataGroup(program)
    .command('profile')
    .description('columns, quality and patterns of a file (no platform needed) or of an uploaded table')
    .argument('<file|dataset_id>')
    .option('--target <column>', 'of a file: the column to predict, to look for what gives it away')
    .option('--sheet <sheet>', 'of a workbook, the sheet to read; the first with cells otherwise')
    .option('--html <file>', 'write a report that opens in any browser')
    .option('--all', 'show all findings')
    .action(async (source: string, flags: ProfileFlags, command: Command) => {
      const profile = datasetId.test(source) && !existsSync(source) ? await ofDataset(source, command) : await ofFile(source, flags);
      if (flags.html !== undefined) await writeFile(flags.html, htmlReport(profile));
      const written = flags.html === undefined ? '' : `\n\nwrote ${flags.html}`;
      print(command, profile, () => terminalReport(profile, flags.all ? Number.POSITIVE_INFINITY : shownFindings) + written);
    });
}

async function ofDataset(id: string, command: Command): Promise<Profile> {
  const { datasets } = connect(command);
  const { format, profile } = await datasets.get(id);
  return { format, columns: profile, quality: await datasets.quality(id) };
}

async function ofFile(file: string, { target, sheet }: ProfileFlags): Promise<Profile> {
  mustBeFile(file);
  // Loaded here, because other commands have no use for it.
  const { profileFile } = await import('@atelier/ingestion/profile-file');
  return (await profileFile(file, { targetColumn: target ?? null, sheet: sheet ?? null })) as Profile;
}
