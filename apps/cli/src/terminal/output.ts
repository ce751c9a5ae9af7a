import type { Command } from 'commander';

/** Prints the answer for a person, or as JSON with `--json`. */
export function print(command: Command, answer: unknown, forPeople: () => string): void {
  const { json } = command.optsWithGlobals<{ json?: boolean }>();
  process.stdout.write(`${json ? JSON.stringify(answer) : forPeople()}\n`);
}

export function wantsJson(command: Command): boolean {
  return command.optsWithGlobals<{ json?: boolean }>().json === true;
}
