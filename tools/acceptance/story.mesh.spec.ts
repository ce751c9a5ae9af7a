import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Mesh } from './mesh-programs.js';
import { describeStory } from './story.suite.js';

describe('the mesh', () => {
  let mesh: Mesh;
  beforeAll(async () => {
    mesh = await Mesh.start();
  });
  afterAll(() => mesh?.stop());

  describeStory(() => mesh.client);

  it('has lost no process on the way, and no event', async () => {
    expect(mesh.all.filter(({ isAlive }) => !isAlive).map(({ name, words }) => `${name}: ${words}`)).toEqual([]);
    expect(await mesh.stores.query('SELECT * FROM trainer.dead_letter')).toEqual([]);
  });
});
