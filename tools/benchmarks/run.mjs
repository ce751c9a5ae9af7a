// `npm run benchmark -- NAME…`: runs benchmarks, each a folder here with a run.mjs that prints the lines of its table. Without a name: says which there are.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = dirname(fileURLToPath(import.meta.url));
const known = readdirSync(folder).filter((name) => existsSync(join(folder, name, 'run.mjs')));
const names = process.argv.slice(2);
const unknown = names.filter((name) => !known.includes(name));

if (names.length === 0 || unknown.length > 0) {
  console.error(`${unknown.length > 0 ? `There is no benchmark ${unknown.join(', ')}. ` : ''}Benchmarks: ${known.join(', ')}`);
  process.exit(1);
}
console.log(`${cpus().length} × ${cpus()[0].model}, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.version}`);
for (const name of names) {
  console.log(`\n## ${name}`);
  const { status } = spawnSync(process.execPath, [join(folder, name, 'run.mjs')], { stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}
