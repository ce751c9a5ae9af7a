// Runs every benchmark of data, each a folder here; `--only NAME` runs one.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = dirname(fileURLToPath(import.meta.url));
const at = process.argv.indexOf('--only');
const only = at < 0 ? null : process.argv[at + 1];
for (const name of readdirSync(folder).filter((each) => existsSync(join(folder, each, 'run.mjs')))) {
  if (only !== null && name !== only) continue;
  console.log(`\n### ${name}`);
  const { status } = spawnSync(process.execPath, [join(folder, name, 'run.mjs'), ...process.argv.slice(2)], { stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}
