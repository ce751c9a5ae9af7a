// Compiles one workspace project with swc: src/**/*.ts → dist/**/*.js (tests left out). Other files in src are copied.
// usage: node tools/build/compile.mjs libs/learning
import { cpSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, extname, join, relative } from 'node:path';
import { transformSync } from '@swc/core';

const project = process.argv[2];
const source = join(project, 'src');
const output = join(project, 'dist');
const options = { ...JSON.parse(readFileSync('.swcrc', 'utf8')), swcrc: false };
rmSync(output, { recursive: true, force: true });
for (const entry of globSync(`${source}/**/*`, { withFileTypes: true })) {
  const file = join(entry.parentPath, entry.name);
  if (!entry.isFile() || /\.(spec|suite|embedded)\.ts$/.test(file)) continue;
  const target = join(output, relative(source, file));
  mkdirSync(dirname(target), { recursive: true });
  if (extname(file) !== '.ts' || file.endsWith('.d.ts')) {
    cpSync(file, target);
    continue;
  }
  const script = target.replace(/\.ts$/, '.js');
  const sourceFileName = relative(dirname(script), file);
  const { code, map } = transformSync(readFileSync(file, 'utf8'), { ...options, filename: file, sourceFileName });
  writeFileSync(script, `${code}\n//# sourceMappingURL=${basename(script)}.map\n`);
  writeFileSync(`${script}.map`, map ?? '');
}
