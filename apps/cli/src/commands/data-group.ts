import type { Command } from 'commander';

/** The group `atelier data`, made when it is first asked for. */
export function dataGroup(program: Command): Command {
  return (
    program.commands.find((command) => command.name() === 'data') ??
    program.command('data').description('look into tables and prepare them: profile, clean, split, select').enablePositionalOptions()
  );
}
