// Online reads of the embedded program over HTTP: 100 features of ten views by one key, one request after another (`--requests N`, `--entities N`).
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbedded } from '../../embedded.mjs';
import { cpuTree, option } from '../../measure.mjs';

const entities = option('entities', 20_000);
const requests = option('requests', 2000);
const views = 10;
const features = Array.from({ length: 10 }, (_, at) => `f${at}`);
const home = mkdtempSync(join(tmpdir(), 'atelier-online-'));
const atelier = await startEmbedded(home);

try {
  const { features: store } = atelier.client;
  await store.registerEntity({ name: 'client', join_keys: [{ name: 'client_id', type: 'integer' }] });
  for (let v = 0; v < views; v++) {
    const schema = features.map((name) => ({ name: `v${v}_${name}`, type: 'float' }));
    await store.registerView({ name: `v${v}`, kind: 'stream', entity: 'client', schema });
    for (let from = 0; from < entities; from += 10_000) {
      const ids = Array.from({ length: Math.min(10_000, entities - from) }, (_, at) => from + at);
      const columns = schema.map(({ name }, f) => [name, ids.map((id) => ((id * 31 + f) % 997) / 8)]);
      const df = { client_id: ids, event_timestamp: ids.map(() => '2026-11-01T00:00:00Z'), ...Object.fromEntries(columns) };
      await store.push(`v${v}`, df, { to: 'online' });
    }
  }
  await store.registerService({ name: 'all', features: Array.from({ length: views }, (_, v) => ({ view: `v${v}` })) });
  const read = async (id) => {
    const began = performance.now();
    const { results } = await store.get({ feature_service: 'all', entities: { client_id: [id] } });
    if (results.length !== 101 || results[1].statuses[0] !== 'PRESENT') throw new Error(JSON.stringify(results[1]));
    return performance.now() - began;
  };
  for (let i = 0; i < 300; i++) await read(i);
  const times = [];
  const cpu = cpuTree(atelier.pid);
  for (let i = 0; i < requests; i++) times.push(await read((i * 7919) % entities));
  const cpuMs = ((cpuTree(atelier.pid) - cpu) * 1000) / requests;
  times.sort((a, b) => a - b);
  const at = (share) => `${times[Math.floor(share * times.length)].toFixed(2)} ms`;
  console.log(`100 features of ${views} views, ${entities} entities each, ${requests} requests over HTTP, one after another`);
  console.log(
    `median ${at(0.5)}, p95 ${at(0.95)}, p99 ${at(0.99)}; CPU of the program and its PostgreSQL ${cpuMs.toFixed(2)} ms a request`,
  );
} finally {
  await atelier.stop();
  rmSync(home, { recursive: true, force: true });
}
