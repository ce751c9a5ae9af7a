import { jest } from '@jest/globals';
import { createProgram } from '../program.js';

/** Runs `atelier` with these words in this process; gives what it said, and throws what it would end with. */
export async function atelier(...words: string[]): Promise<string> {
  let said = '';
  const output = jest.spyOn(process.stdout, 'write').mockImplementation((text) => {
    said += String(text);
    return true;
  });
  try {
    const program = createProgram();
    for (const command of [program, ...program.commands, ...program.commands.flatMap(({ commands }) => commands)])
      command.exitOverride().configureOutput({ writeErr: () => undefined });
    await program.parseAsync(words, { from: 'user' });
    return said;
  } finally {
    output.mockRestore();
  }
}
