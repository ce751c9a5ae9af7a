import { createProgram } from './program.js';
import { explain } from './terminal/explain.js';

/** Does what the command line says; what fails is told in a sentence. */
export async function run(): Promise<void> {
  // A reader that has seen enough (`| head`) is no failure.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit(0);
  });
  try {
    await createProgram().parseAsync();
  } catch (error) {
    process.stderr.write(`atelier: ${explain(error)}\n`);
    process.exitCode = 1;
  }
}
