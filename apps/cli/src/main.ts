#!/usr/bin/env node
import { ProblemError, UnreachableError } from '@atelier/sdk';
import { Command } from 'commander';
import { addDatasetCommands } from './commands/datasets.js';
import { addModelCommands } from './commands/models.js';
import { addMonitoringCommands } from './commands/monitoring.js';
import { addTrainingCommands } from './commands/training.js';
import { addQuickstartCommand } from './quickstart/command.js';

const program = new Command('atelier')
  .description('Atelier: tables in, watched models out')
  .option('--url <origin>', 'where the platform is', process.env.ATELIER_URL ?? 'http://127.0.0.1:4600')
  .option('--key <key>', 'API key; ATELIER_KEY, or the first key in the home folder')
  .option('--home <folder>', 'the home folder of an embedded platform', process.env.ATELIER_HOME ?? '.atelier')
  .option('--json', 'answer as JSON, without bars');

addDatasetCommands(program);
addTrainingCommands(program);
addModelCommands(program);
addMonitoringCommands(program);
addQuickstartCommand(program);

try {
  await program.parseAsync();
} catch (error) {
  process.stderr.write(`atelier: ${explain(error)}\n`);
  process.exitCode = 1;
}

/** What went wrong and what to do, without a stack: the reader is at a terminal. */
function explain(error: unknown): string {
  if (error instanceof ProblemError) {
    const { detail, code, help, errors = [] } = error.problem;
    return [`${detail} (${code})`, ...errors.map(({ path, message }) => `  ${path}: ${message}`), `  ${help}`].join('\n');
  }
  if (error instanceof UnreachableError || error instanceof Error) return error.message;
  return String(error);
}
