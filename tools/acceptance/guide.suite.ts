import { execFile } from 'node:child_process';
import { globSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Platform } from './platform.js';

interface Block {
  readonly language: string;
  readonly text: string;
}

/** Ids that the guide leaves for the reader to fill in, and where the answers before have them. */
const placeholders: Readonly<Record<string, RegExp>> = {
  DATASET_ID: /"?dataset_id"?:? "?([0-9a-f-]{36})/g,
  NOTES_ID: /^notes: .*\ndataset_id ([0-9a-f-]{36})/gm,
  LABELS_ID: /^labels: .*\ndataset_id ([0-9a-f-]{36})/gm,
  CLIENTS_ID: /clients of .* notes; labels: .*\n(?:.*\n)*?dataset_id ([0-9a-f-]{36})/g,
  JOB_ID: /(?:"job_id":"|^job )([0-9a-f-]{36})/gm,
  MODEL_ID: /"?model_id"?:? ?"?([0-9a-f-]{36})/g,
  TRAINING_SET_ID: /"?training_set_id"?:? ?"?([0-9a-f-]{36})/g,
  PREDICTION_ID: /(?:"prediction_id":\["| {2})([0-9a-f-]{36})"?\]?$/gm,
};

/**
 * Everything that README and guide tell the reader to type, in their order, on one running platform.
 * @param flags by which the command finds that platform
 */
export function describeGuide(platform: () => Platform, flags: (platform: Platform) => string): void {
  describe('what the documentation tells to do', () => {
    const folder = mkdtempSync(join(tmpdir(), 'atelier-guide-'));
    const keyFile = join(folder, 'api-key');
    const ids: Record<string, string> = {};
    let program: Platform;

    beforeAll(() => {
      program = platform();
      writeFileSync(keyFile, program.key);
      for (const name of ['node_modules', 'apps']) symlinkSync(resolve(name), join(folder, name));
    });
    afterAll(() => rmSync(folder, { recursive: true }));

    describe.each([
      'README.md',
      'docs/guide/main-job.md',
      'docs/guide/training.md',
      'docs/guide/serving.md',
      'docs/guide/monitoring.md',
      'docs/guide/feature-store.md',
      'docs/guide/keys.md',
      'docs/guide/quality.md',
      'docs/guide/data.md',
      'docs/guide/temporal.md',
      'docs/guide/notes.md',
      'docs/guide/text.md',
    ])('%s', (file) => {
      it.each(blocksOf(file).map(({ language, text }) => [text.trim().split('\n', 1)[0].slice(0, 80), language, text]))(
        '%s',
        async (_, language, text) => {
          const said = language === 'ts' ? await runScript(text) : await runShell(text);
          expect(said.trim()).not.toBe('');
          for (const [name, where] of Object.entries(placeholders)) ids[name] = [...said.matchAll(where)].at(-1)?.[1] ?? ids[name];
        },
      );
    });

    it.each(exampleComments())('the doc comment of %s', async (_, example) => {
      const known = [
        "import { AtelierClient } from '@atelier/sdk';",
        `const key = '${program.key}';`,
        "const content = new Blob(['age,churned\\n31,yes\\n45,no\\n']);",
      ];
      await runScript([...known, example].join('\n'));
    });

    /** Line by line, as a reader types them; each has to succeed, and what it prints fills in the ids of those after it. */
    async function runShell(text: string): Promise<string> {
      let said = '';
      let before = '';
      for (const command of commandsOf(text)) {
        if (/^\w+=\$\(cat/.test(command)) {
          before = `${here(command)}\n`;
          continue;
        }
        const script = `KEY=${program.key}\n${before}${here(command).replaceAll('curl -s', 'curl --fail-with-body -s')}`;
        const answer = await run('bash', ['-euo', 'pipefail', '-c', script], folder);
        for (const [name, where] of Object.entries(placeholders)) ids[name] = [...answer.matchAll(where)].at(-1)?.[1] ?? ids[name];
        said += answer;
      }
      return said;
    }

    async function runScript(text: string): Promise<string> {
      const script = join(folder, 'example.mts');
      writeFileSync(script, here(text));
      return run(process.execPath, ['--no-warnings', script], folder);
    }

    /** With the address and the folder of this platform, the ids of the answers before, and the command without npm's preparations. */
    function here(text: string): string {
      const filled = Object.entries(ids).reduce((all, [name, id]) => all.replaceAll(name, id), text);
      return filled
        .replaceAll('http://127.0.0.1:4600', program.url)
        .replaceAll('.atelier/api-key', keyFile)
        .replaceAll('npm run -s atelier --', `node apps/cli/dist/main.js ${flags(program)}`);
    }
  });
}

/** The blocks marked `sh` and `ts`; unmarked ones start platforms and are tried elsewhere. */
function blocksOf(file: string): Block[] {
  const blocks = [...readFileSync(file, 'utf8').matchAll(/^```(sh|ts)\n([^]*?)^```$/gm)];
  return blocks.map(([, language, text]) => ({ language, text }));
}

/** The `@example` of each doc comment of the SDK, by file. */
function exampleComments(): [string, string][] {
  const files = globSync('libs/sdk/src/**/*.ts').map((file) => [file, readFileSync(file, 'utf8')]);
  return files.flatMap(([file, source]) =>
    [...source.matchAll(/^ \* @example\n((?: \* .*\n)+)/gm)].map(([, lines]): [string, string] => [file, lines.replaceAll(/^ \* /gm, '')]),
  );
}

/** Commands that go over several lines (a backslash, an open quote) are one. */
function commandsOf(text: string): string[] {
  const commands: string[] = [];
  let open = '';
  for (const line of text.split('\n')) {
    open += `${line}\n`;
    const isOpen = line.endsWith('\\') || (open.match(/'/g) ?? []).length % 2 === 1;
    if (isOpen) continue;
    if (open.trim() !== '') commands.push(open.trim());
    open = '';
  }
  return commands;
}

/** What the commands write falls into the folder they run in. */
function run(program: string, args: readonly string[], cwd: string): Promise<string> {
  return new Promise((done, fail) => {
    execFile(program, [...args], { cwd, env: { ...process.env, NODE_OPTIONS: '' } }, (error, stdout, stderr) => {
      if (error) fail(new Error(`${args.at(-1)}\n${stdout}\n${stderr}`));
      else done(stdout);
    });
  });
}
