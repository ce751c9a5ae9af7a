// Writes the documents that derive from the contracts. Works on the compiled libraries: build first.
// usage: node tools/generate/all.mjs            writes
//        node tools/generate/all.mjs --check    writes nothing; fails when a document is not what it would write
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { asyncApiDocument, errorPage } from '@atelier/contracts';
import { algorithmsPage } from './algorithms.mjs';
import { configurationPage, monitoringPage } from './configuration.mjs';
import { dashboards } from './grafana.mjs';
import { kernelModule } from './kernels.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const documents = {
  'docs/events/asyncapi.json': `${JSON.stringify(asyncApiDocument(), null, 2)}\n`,
  'docs/errors/README.md': errorPage(),
  'docs/guide/algorithms.md': algorithmsPage(),
  'docs/guide/configuration.md': configurationPage(),
  'docs/guide/monitoring.md': monitoringPage(),
  'libs/learning/src/estimators/boosting/generated/kernels.ts': await kernelModule(),
  'libs/learning/src/points/generated/kernels.ts': await kernelModule('libs/learning/kernels/points.as'),
  'libs/learning/src/linear-algebra/generated/kernels.ts': await kernelModule('libs/learning/kernels/linear.as'),
  ...Object.fromEntries(
    Object.entries(dashboards).map(([name, content]) => [`deploy/grafana/dashboards/${name}`, `${JSON.stringify(content, null, 2)}\n`]),
  ),
};

const check = process.argv.includes('--check');
const stale = Object.entries(documents).filter(
  ([path, content]) => !existsSync(join(root, path)) || readFileSync(join(root, path), 'utf8') !== content,
);
for (const [path, content] of check ? [] : stale) {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), content);
  console.log(`wrote ${path}`);
}
if (check && stale.length > 0) {
  console.error(`not up to date: ${stale.map(([path]) => path).join(', ')}; run: npm run generate`);
  process.exit(1);
}
