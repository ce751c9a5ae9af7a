import { afterEach, beforeEach, jest } from '@jest/globals';
import { createProgram } from '../program.js';

/** Runs `atelier` with these words in this process; gives what a test's calls have said so far. To be called once, at the top of a spec. */
export function atelierProgram(): (...words: string[]) => Promise<string> {
  let said = '';
  beforeEach(() => {
    said = '';
    jest.spyOn(process.stdout, 'write').mockImplementation((text) => {
      said += String(text);
      return true;
    });
  });
  afterEach(() => {
    jest.restoreAllMocks();
  });
  return async (...words) => {
    const program = createProgram();
    for (const command of [program, ...program.commands, ...program.commands.flatMap(({ commands }) => commands)])
      command.exitOverride().configureOutput({ writeErr: () => undefined });
    await program.parseAsync(words, { from: 'user' });
    return said;
  };
}
