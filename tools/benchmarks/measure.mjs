// What the benchmarks share: medians, free ports, and a process tree's memory and CPU as Linux tells them.
import { readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';

const ticksPerSecond = 100;

export const median = (values) => values.toSorted((a, b) => a - b)[values.length >> 1];
export const sleep = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));
export const secondsSince = (from) => (performance.now() - from) / 1000;

/** `--name value` of the command line as a number. */
export function option(name, otherwise) {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? otherwise : Number(process.argv[at + 1]);
}

export function printTable(head, rows) {
  console.log(`| ${head.join(' | ')} |\n|${head.map(() => '---|').join('')}`);
  for (const row of rows) console.log(`| ${row.join(' | ')} |`);
}

/** A port of 127.0.0.1 that is free now. */
export function freePort() {
  return new Promise((done) => {
    const server = createServer();
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => done(port));
    });
  });
}

/** Proportional set size of a process and all below it, in MB: shared pages (PostgreSQL's buffers, a forked server's) count once. */
export function residentTree(root) {
  return sum(tree(root), (pid) => Number(/^Pss:\s+(\d+)/m.exec(readProcess(pid, 'smaps_rollup'))?.[1] ?? 0) / 1024);
}

/** CPU seconds, user and system, of a process, all below it, and those below it that have ended. */
export function cpuTree(root) {
  return sum(tree(root), (pid) => {
    const fields = readProcess(pid, 'stat')
      .replace(/^.*\) /, '')
      .split(' ');
    return sum(fields.slice(11, 15), (ticks) => Number(ticks) / ticksPerSecond);
  });
}

/** The processes that a process has started, and theirs, itself first. PostgreSQL's server keeps its parent, so it is among them. */
export function tree(root) {
  const parents = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((pid) => [Number(pid), Number(/^PPid:\s+(\d+)/m.exec(readProcess(pid, 'status'))?.[1])]);
  const below = (pid) => [pid, ...parents.filter(([, parent]) => parent === pid).flatMap(([child]) => below(child))];
  return below(root);
}

/** A file of /proc; empty when the process has just ended. */
function readProcess(pid, file) {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch (error) {
    if (error.code === 'ENOENT' || error.code === 'ESRCH') return '';
    throw error;
  }
}

const sum = (values, of) => values.reduce((total, value) => total + of(value), 0);
