import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AtelierClient } from '@atelier/sdk';
import type { Command } from 'commander';
import { mustBeFile } from '../terminal/files.js';
import { Narrator } from './narrator.js';
import { openPlatform, type Platform } from './platform.js';
import { type StoryEnd, tellStory } from './story.js';

interface QuickstartFlags {
  readonly data?: string;
  readonly target?: string;
  readonly exit?: boolean;
  readonly port: string;
  readonly home: string;
}

const example = { file: fileURLToPath(new URL('../../examples/penguins.csv', import.meta.url)), target: 'sex' };

/** `npm run quickstart`: the platform up, the whole story on a real table, and what to do next. */
export function addQuickstartCommand(program: Command): void {
  program
    .command('quickstart')
    .description('start the platform and walk through the main job on a real table')
    .option('--data <file>', 'your own table instead of the penguins')
    .option('--target <column>', 'the column of it to predict')
    .option('--port <port>', 'where the platform listens', '4600')
    .option('--exit', 'stop at the end instead of leaving the platform up')
    .action(async (_: unknown, command: Command) => {
      const flags = command.optsWithGlobals<QuickstartFlags>();
      const table = chooseTable(flags);
      const narrator = new Narrator();
      const platform = await openPlatform(flags.home, Number(flags.port));
      narrator.tell(`Atelier is ${platform.alreadyRunning ? 'already ' : ''}up at ${platform.url} (its folder: ${platform.home})`);
      await runThenStay(platform, flags.exit === true, narrator, table);
    });
}

async function runThenStay(platform: Platform, exit: boolean, narrator: Narrator, table: { file: string; target: string }): Promise<void> {
  const modelName = table.file === example.file ? 'penguins' : 'quickstart';
  try {
    const end = await tellStory(new AtelierClient(platform), { ...table, modelName }, narrator);
    narrator.tell(next(platform, modelName, end));
  } catch (error) {
    await platform.stop();
    throw error;
  }
  if (exit || platform.alreadyRunning) return platform.stop();
  narrator.tell('\nThe platform stays up; Ctrl-C stops it.');
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void platform.stop().then(() => process.exit(0)));
}

function chooseTable({ data, target }: QuickstartFlags): { file: string; target: string } {
  if (data === undefined && target === undefined) return example;
  if (data === undefined || target === undefined) throw new Error('Give both: --data my.csv --target column.');
  mustBeFile(data);
  return { file: data, target };
}

function next({ url, key, home }: Platform, modelName: string, { dataset, modelId, exampleRow }: StoryEnd): string {
  const folder = folderText(home);
  const atelier = `npm run -s atelier --${folder === '.atelier' ? '' : ` --home ${folder}`}`;
  return `
Go on:
  open        ${url}/#key=${key}
  predict     curl -s ${url}/api/ml/models/predict -H "Authorization: Bearer $(cat ${folder}/api-key)" -H 'Content-Type: application/json' \\
                -d ${quoted(JSON.stringify({ model_name: modelName, features: exampleRow }))}
  inspect     ${atelier} inspect ${dataset.dataset_id}
  health      ${atelier} health ${modelId}
  commands    ${atelier} --help
  your table  npm run quickstart -- --data my.csv --target column
  API         ${url}/api/ml/openapi.json`;
}

/** Relative while it is below the working folder. */
function folderText(home: string): string {
  const path = relative(process.cwd(), home);
  return path === '' ? '.' : path.startsWith('..') ? home : path;
}

/** As one word of a shell, whatever is in it. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
