import { orEnd, stopOnSignals } from '@atelier/program';
import { startEmbedded } from './embedded.js';
import { embeddedSettings } from './settings.js';

/** The program: reads its settings, starts, says where it is, and ends on a signal. */
export async function run(): Promise<void> {
  await orEnd(async () => {
    const settings = embeddedSettings(process.argv.slice(2), process.env);
    const program = await startEmbedded(settings);
    stopOnSignals(() => program.stop());
    process.stdout.write(`Atelier is ready at ${program.url}; the first API key is in ${settings.home}/api-key\n`);
    return program;
  });
}
