// Compiles the learning engine's AssemblyScript kernels into a module that a plain clone has. The text is the same on every machine.
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { main } from 'assemblyscript/asc';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const flags = ['-O3', '--noAssert', '--enable', 'simd', '--enable', 'threads', '--importMemory', '--sharedMemory', '--initialMemory', '1'];

/** The generated TypeScript of a source of kernels: the WebAssembly binary in base64. */
export async function kernelModule(source = 'libs/learning/kernels/boosting.as') {
  const files = { 'kernels.ts': readFileSync(join(root, source), 'utf8') };
  let binary;
  const { error, stderr } = await main(
    ['kernels.ts', ...flags, '--maximumMemory', '65536', '--runtime', 'stub', '--outFile', 'kernels.wasm'],
    {
      readFile: (name) => files[name] ?? null,
      writeFile: (_name, contents) => {
        binary = contents;
      },
      listFiles: () => [],
    },
  );
  if (error) throw new Error(`${source}: ${stderr.toString()}`);
  const lines = Buffer.from(binary)
    .toString('base64')
    .match(/.{1,130}/g)
    .map((line) => `  '${line}',`);
  return `// Generated from ${source} by tools/generate/kernels.mjs; not to be edited.\nexport const kernelBinary = [\n${lines.join('\n')}\n].join('');\n`;
}
