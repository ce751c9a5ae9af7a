// A server as a child process that dies with its parent, whatever kills the parent: a shell holds it and watches a pipe of ours.
import { execFile, execFileSync, spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { promisify } from 'node:util';

// Each line on file descriptor 3 is a signal for the server; the end of the pipe is our death.
const holder = `"$@" 3<&- & server=$!
(while read -r signal <&3; do kill -s "$signal" $server; done; kill -s KILL $server) & watcher=$!
exec 3<&-
wait $server; code=$?
kill $watcher 2>/dev/null
exit $code`;

export class Child {
  #command;
  #options;
  #process = null;
  #ended = Promise.resolve();

  /** @param {string[]} command @param {{ log: string, cwd?: string, env?: NodeJS.ProcessEnv, uid?: number, gid?: number }} options */
  constructor(command, options) {
    this.#command = command;
    this.#options = options;
  }

  /** Starts it and waits until `ready` no longer throws. */
  async start(ready, seconds = 60) {
    const { log, ...options } = this.#options;
    const output = openSync(log, 'a');
    this.#process = spawn('sh', ['-c', holder, 'sh', ...this.#command], { ...options, stdio: ['ignore', output, output, 'pipe'] });
    closeSync(output);
    // Writing to a server that has just ended is no error of ours.
    this.#process.stdio[3].on('error', () => undefined);
    this.#process.stdio[3].unref();
    this.#process.unref();
    this.#ended = new Promise((resolve) => this.#process.once('exit', resolve));
    await this.#until(ready, seconds);
  }

  /** SIGTERM and so on; SIGSTOP freezes it. */
  signal(name) {
    this.#process?.stdio[3].write(`${name.replace('SIG', '')}\n`);
  }

  async stop(signal = 'TERM') {
    if (this.#process === null || this.#process.exitCode !== null) return;
    this.#process.ref();
    this.signal(signal);
    const late = setTimeout(() => this.signal('KILL'), 20_000);
    await this.#ended;
    clearTimeout(late);
  }

  async #until(ready, seconds) {
    const deadline = Date.now() + seconds * 1000;
    for (;;) {
      try {
        return await ready();
      } catch (error) {
        const dead = this.#process.exitCode !== null;
        if (dead || Date.now() > deadline) {
          await this.stop('KILL');
          const log = readFileSync(this.#options.log, 'utf8').split('\n').slice(-15).join('\n');
          const state = dead ? 'ended' : `is not ready after ${seconds} s`;
          throw new Error(`${this.#command[0]} ${state} (${error.message}); its log ends:\n${log}`, { cause: error });
        }
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    }
  }
}

export async function freePort() {
  const probe = createServer();
  await new Promise((resolve, reject) => probe.once('error', reject).listen(0, '127.0.0.1', resolve));
  const { port } = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  return port;
}

/** The program's path, or null. */
export function find(program) {
  try {
    return execFileSync('sh', ['-c', `command -v ${program}`], { encoding: 'utf8' }).trim() || null;
  } catch {
    return null;
  }
}

export async function run(command, args, options = {}) {
  try {
    return await promisify(execFile)(command, args, { maxBuffer: 64 * 1024 * 1024, ...options });
  } catch (error) {
    throw new Error(`${command} ${args.join(' ')} failed: ${(error.stderr || error.message).slice(-2000)}`, { cause: error });
  }
}

/** Finds the program, installing Debian's package for it where we may; says what is missing otherwise. */
export async function require(program, debianPackage, purpose) {
  const found = find(program);
  if (found) return found;
  if (process.getuid?.() === 0 && find('apt-get')) {
    process.stderr.write(`Installing ${debianPackage} for ${purpose}.\n`);
    await run('apt-get', ['update', '-qq']).catch((error) => process.stderr.write(`${error.message}\n`));
    await run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', debianPackage]);
    const installed = find(program);
    if (installed) return installed;
  }
  throw new Error(
    `${purpose} needs ${program} (Debian: ${debianPackage}), a Docker engine, or the address of a server in the environment.`,
  );
}
