import { fileURLToPath } from 'node:url';

/** The compiled form of a module beside the caller's: child processes run JavaScript from dist/, also when the caller is a test that runs src/. */
export function programPath(base: string, relative: string): string {
  const path = fileURLToPath(new URL(relative, base));
  return path.replace(/([\\/])src([\\/](?!.*[\\/]src[\\/]))/, '$1dist$2').replace(/\.ts$/, '.js');
}
