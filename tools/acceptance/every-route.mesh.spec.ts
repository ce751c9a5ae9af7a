import type { CreatedKey } from '@atelier/contracts';
import { AtelierClient } from '@atelier/sdk';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { describeFeatures } from './features.suite.js';
import { describeGuide } from './guide.suite.js';
import { Mesh } from './mesh-programs.js';
import { NotesExchange } from './notes-exchange.js';
import { describeNotes } from './notes.suite.js';
import { describeOpenApi } from './openapi.suite.js';
import type { Platform } from './platform.js';

/** What the embedded platform is walked by (REST, command, SDK), each walk in a project of its own: their names are the same. */
describe('the mesh', () => {
  let mesh: Mesh;
  let features: Platform;
  let routes: Platform;
  let notes: Platform;
  let exchange: NotesExchange;
  beforeAll(async () => {
    mesh = await Mesh.start();
    features = await project(mesh, 'features');
    routes = await project(mesh, 'routes');
    notes = await project(mesh, 'notes');
    exchange = await NotesExchange.start(mesh.stores, 'notes');
  });
  afterAll(async () => {
    await exchange?.stop();
    await mesh?.stop();
  });

  describeGuide(
    () => mesh,
    ({ url, key }) => `--url ${url} --key ${key}`,
  );
  describeFeatures(() => features);
  describeOpenApi(() => routes);
  describeNotes(
    () => notes,
    () => exchange.ask,
  );

  it('has lost no process on the way', () => {
    expect(mesh.all.filter(({ isAlive }) => !isAlive).map(({ name, words }) => `${name}: ${words}`)).toEqual([]);
  });
});

async function project({ url, key }: Platform, name: string): Promise<Platform> {
  const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };
  const body = JSON.stringify({ name, role: 'admin', project: name });
  const answer = await fetch(`${url}/api/ml/keys`, { method: 'POST', headers, body });
  const made = (await answer.json()) as CreatedKey;
  return { url, key: made.key, client: new AtelierClient({ url, key: made.key }) };
}
