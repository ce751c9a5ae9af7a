import { join } from 'node:path';
import { afterAll, beforeAll, describe } from '@jest/globals';
import { describeBadInput } from './bad-input.suite.js';
import { filesIn } from './embedded-program.js';
import { Mesh } from './mesh-programs.js';

describe('the mesh', () => {
  let mesh: Mesh;
  beforeAll(async () => {
    mesh = await Mesh.start();
  });
  afterAll(() => mesh?.stop());

  describeBadInput(() => ({
    url: mesh.of('gateway').url,
    key: mesh.key,
    leftovers: () => filesIn(join(mesh.of('ingestion').folder, 'uploads'), join(mesh.of('trainer').folder, 'training')),
  }));
});
