import { createRandom } from '@atelier/learning';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { deployTwoVersions, expectNothingLost } from './aftermath.js';
import { EmbeddedProgram } from './embedded-program.js';
import { eventually } from './eventually.js';
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
      await somethingDone(load);
      await pause(random.next() * longestLifeMs);
      await program.end('SIGKILL');
      if (kill % 4 === 0) await killWhileStarting(program, random.next() * longestStartMs);
      await program.start();
    }
    await load.stop();
    await expectNothingLost(program.client, load, models);
    const { datasets, jobs, predictions, outcomes, promotions } = load.acknowledged;
    expect(Math.min(datasets.size, jobs.size, predictions.size, outcomes.size, promotions)).toBeGreaterThan(1);
    expect(program.leftovers()).toEqual([]);
  }, 900_000);
});

/** However slow the machine is, each life acknowledges something. */
async function somethingDone({ acknowledged }: Load): Promise<void> {
  const before = acknowledged.predictions.size;
  await eventually(
    async () => acknowledged.predictions.size,
    (count) => count > before,
  );
}

async function killWhileStarting(program: EmbeddedProgram, milliseconds: number): Promise<void> {
  await program.spawn();
  await pause(milliseconds);
  await program.end('SIGKILL');
}
