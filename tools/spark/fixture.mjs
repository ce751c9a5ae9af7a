// What the jobs wrote, cut down to a few check rows, for the test of the import in libs/learning, which needs npm alone.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

const file = join(import.meta.dirname, '..', '..', 'libs/learning/src/interop/fixtures/spark-models.json');
const keptRows = 25;

/** @param {Record<string, Record<string, string>>} models files by case and name */
export function writeFixture(models) {
  const cut = Object.entries(models).map(([name, files]) => [name, { ...files, 'check.json': fewRows(files['check.json']) }]);
  writeFileSync(file, `${JSON.stringify(Object.fromEntries(cut))}\n`);
}

/** The first rows, and the last two: all missing, never seen. */
function fewRows(text) {
  const few = (list) => [...list.slice(0, keptRows - 2), ...list.slice(-2)];
  return JSON.stringify(Object.fromEntries(Object.entries(JSON.parse(text)).map(([name, list]) => [name, few(list)])));
}
