import { createRandom } from '@atelier/learning';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { deployTwoVersions, expectNothingLost } from './aftermath.js';
import { EmbeddedProgram } from './embedded-program.js';
import { Load, pause } from './load.js';

const kills = 20;
const longestLifeMs = 1500;
const longestStartMs = 800;

describe('the embedded platform, killed', () => {
  const program = new EmbeddedProgram();
  beforeAll(() => program.start());
  afterAll(() => program.remove());

  it('has everything that it acknowledged after twenty kill -9 under load, and starts unaided each time', async () => {
    const models = await deployTwoVersions(program.client, 'killed');
    const load = new Load(() => program.client, models).start();
    const random = createRandom(20);
    for (let kill = 1; kill <= kills; kill++) {
      await pause(random.next() * longestLifeMs);
      await program.end('SIGKILL');
      if (kill % 4 === 0) await killWhileStarting(program, random.next() * longestStartMs);
      await program.start();
    }
    await load.stop();
    await expectNothingLost(program.client, load, models);
    const { datasets, jobs, predictions, promotions } = { ...load.acknowledged, promotions: load.acknowledged.promotions };
    expect([datasets.size, jobs.size, predictions.size, promotions].every((count) => count > 5)).toBe(true);
    expect(program.leftovers()).toEqual([]);
  });
});

async function killWhileStarting(program: EmbeddedProgram, milliseconds: number): Promise<void> {
  await program.spawn();
  await pause(milliseconds);
  await program.end('SIGKILL');
}
