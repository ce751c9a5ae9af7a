// make FOLDER LABELS ROWS ENTITIES VIEWS · labels FOLDER LABELS ENTITIES · join FOLDER LABELS-FILE VIEWS event|known
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { TableDatabase } from '@atelier/tables';
import { FeatureStoreOptions } from '../../../../libs/services/feature-store/dist/options.js';
import { joinPointInTime } from '../../../../libs/services/feature-store/dist/point-in-time/join.js';

const defaults = new FeatureStoreOptions();
const [what, folder, ...rest] = process.argv.slice(2);
const year = "TIMESTAMP '2026-01-01' + to_microseconds((hash(i * 17 + $seed) % 31536000)::BIGINT * 1000000)";
const at = (seed) => year.replace('$seed', String(seed));
const open = (memoryMiB = 1000) => TableDatabase.open({ directories: [folder], spillDirectory: folder, memoryMiB });

async function makeLabels(name, labels, entities) {
  using database = await open();
  await database.run(
    `COPY (SELECT (hash(i) % ${Number(entities)})::BIGINT AS client_id, ${at(1)} AS event_timestamp, (hash(i + 3) % 2)::BIGINT AS y FROM range(${Number(labels)}) AS r (i))
     TO '${folder}/${name}.parquet' (FORMAT parquet)`,
  );
}

/** Each entity has a row before all labels, as Feast drops the labels that it finds none for. */
async function makeViews(rows, entities, views) {
  using database = await open();
  for (let v = 0; v < views; v++) {
    const features = [0, 1, 2].map((f) => `(hash(i + ${v * 10 + f}) % 1000)::DOUBLE / 8 AS v${v}_f${f}`);
    await database.run(
      `COPY (SELECT client_id, event_timestamp, event_timestamp + to_microseconds((hash(i + 5) % 86400)::BIGINT * 1000000) AS created, ${features.join(', ')} FROM (
         SELECT i, CASE WHEN i < ${Number(entities)} THEN i ELSE (hash(i * 13 + ${v}) % ${Number(entities)})::BIGINT END AS client_id,
           CASE WHEN i < ${Number(entities)} THEN TIMESTAMP '2025-12-30' ELSE ${at(v + 2)} END AS event_timestamp FROM range(${Number(rows)}) AS r (i)))
       TO '${folder}/view-${v}.parquet' (FORMAT parquet)`,
    );
  }
}

function view(v, knownAt) {
  const features = [0, 1, 2].map((f) => ({ name: `v${v}_f${f}`, type: 'float' }));
  return {
    view: `v${v}`,
    version: 1,
    keys: [{ name: 'client_id', type: 'integer', labelColumn: 'client_id' }],
    sources: [
      {
        file: join(folder, `view-${v}.parquet`),
        keys: ['client_id'],
        eventTime: { column: 'event_timestamp' },
        knownAt,
        features: features.map(({ name }) => name),
      },
    ],
    features,
    wanted: features.map(({ name }) => ({ feature: name, as: name })),
    ttlSeconds: null,
  };
}

async function joinAll(labels, views, kind) {
  const workFolder = join(folder, `work-${process.pid}`);
  mkdirSync(workFolder);
  const output = join(workFolder, 'set.parquet');
  const began = performance.now();
  const cpu = process.cpuUsage();
  await joinPointInTime({
    labels: { file: join(folder, `${labels}.parquet`), timeColumn: 'event_timestamp', targetColumn: null },
    views: Array.from({ length: views }, (_, v) => view(v, kind === 'known' ? 'created' : null)),
    computed: [],
    dropped: [],
    asOf: '9999-01-01T00:00:00.000Z',
    output,
    workFolder,
    memoryMiB: defaults.joinMemoryMiB,
    threads: defaults.joinThreads,
  });
  const seconds = (performance.now() - began) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  const peakMiB = process.resourceUsage().maxRSS / 1024;
  using database = await TableDatabase.open({ directories: [workFolder] });
  const sums = Array.from({ length: views }, (_, v) => `coalesce(sum(v${v}_f0), 0)`).join(' + ');
  const [{ checksum }] = await database.rows(`SELECT ${sums} AS checksum FROM read_parquet('${output}')`);
  return { seconds, cpuSeconds: (user + system) / 1e6, peakMiB, checksum };
}

if (what === 'make') {
  await makeLabels('labels', rest[0], rest[2]);
  await makeViews(rest[1], rest[2], Number(rest[3]));
  console.log('{}');
} else if (what === 'labels') {
  await makeLabels('peer-labels', rest[0], rest[1]);
  console.log('{}');
} else {
  console.log(JSON.stringify(await joinAll(rest[0], Number(rest[1]), rest[2])));
}
