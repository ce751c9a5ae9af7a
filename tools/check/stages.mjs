// Runs checks one after the other and adds up what passed and failed. A stage is a command; Jest stages count their tests, all others count one.
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** @typedef {{ name: string, command: string[], jest?: boolean, env?: Record<string, string> }} Stage */

/**
 * Runs every stage, also after a failure, so that one run tells all. Returns the totals.
 * @param {Stage[]} stages
 */
export async function runStages(stages) {
  let passed = 0;
  let failed = 0;
  for (const stage of stages) {
    const begun = Date.now();
    process.stdout.write(`\n── ${stage.name}\n`);
    const result = stage.jest ? await runJest(stage) : await runCommand(stage);
    passed += result.passed;
    failed += result.failed;
    process.stdout.write(`── ${stage.name}: ${result.failed === 0 ? 'ok' : 'FAILED'} in ${((Date.now() - begun) / 1000).toFixed(1)} s\n`);
  }
  return { passed, failed };
}

/** Prints the closing line and sets the exit code. A run of no test at all is a failure. */
export function close({ passed, failed }) {
  process.stdout.write(`\n${passed} passed, ${failed} failed\n`);
  process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
}

async function runCommand({ command, env }) {
  const code = await run(command, env);
  return code === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
}

async function runJest({ command, env }) {
  const report = join(mkdtempSync(join(tmpdir(), 'atelier-jest-')), 'report.json');
  const code = await run([...command, '--json', `--outputFile=${report}`], {
    NODE_OPTIONS: '--experimental-vm-modules --no-warnings',
    ...env,
  });
  if (!existsSync(report)) return { passed: 0, failed: 1 };
  const { numPassedTests, numFailedTests, numFailedTestSuites, numRuntimeErrorTestSuites, success } = JSON.parse(
    readFileSync(report, 'utf8'),
  );
  const failed = numFailedTests + numRuntimeErrorTestSuites;
  const hidden = failed === 0 && (code !== 0 || !success || numFailedTestSuites > 0) ? 1 : 0;
  return { passed: numPassedTests, failed: failed + hidden };
}

function run([program, ...args], env = {}) {
  return new Promise((done, fail) => {
    const child = spawn(program, args, { stdio: ['ignore', 'inherit', 'inherit'], env: { ...process.env, ...env } });
    child.once('error', fail);
    child.once('exit', (code, signal) => done(code ?? (signal ? 1 : 0)));
  });
}
