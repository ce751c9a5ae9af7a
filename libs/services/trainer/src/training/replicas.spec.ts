import { execFileSync } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';
import type { JobAccepted, TrainingJob } from '@atelier/contracts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { shopColumns, shopFrame, shopRows } from '../shop.suite.js';
import { startTrainerProgram, type TrainerProgram } from '../trainer-program.suite.js';

const lasting = {
  dataset_id: 'shop',
  target_column: 'spent',
  task_type: 'regression',
  algorithm: 'lightgbm',
  hyperparameters: { n_estimators: 500, num_leaves: 100, min_child_samples: 1 },
};

/** Child processes of this one that fit. */
function fits(): number[] {
  const lines = execFileSync('ps', ['-A', '-o', 'pid=,ppid=,args='], { encoding: 'utf8' }).split('\n');
  const own = lines
    .map((line) => line.trim().split(/\s+/))
    .filter(([, parent, ...args]) => Number(parent) === process.pid && args.join(' ').includes('fit.program.js'));
  return own.map(([pid]) => Number(pid));
}

describe('trainers that share a queue', () => {
  let program: TrainerProgram;
  let trainer: string;

  beforeAll(async () => {
    program = await startTrainerProgram({ trainings: 1, leaseSeconds: 2 }, false);
    trainer = await program.key('p1', 'trainer');
    await program.register('p1', 'shop', shopFrame(shopRows(3000, 1)), shopColumns);
  });
  afterAll(() => program.stop());

  const start = async () => (await program.call<JobAccepted>(trainer, 'POST', '/api/ml/models/train', lasting)).body.job_id;
  const statusOf = async (id: string) => (await program.call<TrainingJob>(trainer, 'GET', `/api/ml/models/train/${id}`)).body.status;
  const until = async (look: () => boolean | Promise<boolean>) => {
    for (let tries = 0; !(await look()); tries++) {
      if (tries > 1000) throw new Error('it never came');
      await pause(20);
    }
  };

  it('hand a job on when one of them stops, tell of it anywhere, and complete it once', async () => {
    const id = await start();
    const events = fetch(`${program.url}/api/ml/models/train/${id}/events`, { headers: { authorization: `Bearer ${trainer}` } });
    const first = await program.replica();
    await until(async () => (await statusOf(id)) === 'running' && fits().length === 1);
    await first.stop();
    expect(fits()).toEqual([]);
    await program.replica();
    expect((await program.ended(trainer, id)).status).toBe('completed');
    expect(await (await events).text()).toMatch(/event: progress\n[^]*event: end\ndata: {"status":"completed"}\n\n$/);
    const said = (await program.said('training.completed')).filter(({ job_id }) => job_id === id);
    expect(said).toHaveLength(1);
    const rows = await program.dataSource.query('SELECT count(*)::int AS rows FROM trainer.training_progress WHERE job_id = $1', [id]);
    expect(rows).toEqual([{ rows: 1 }]);
  });

  it('tell how a training process died', async () => {
    const id = await start();
    await until(() => fits().length === 1);
    process.kill(fits()[0], 'SIGKILL');
    const job = await program.ended(trainer, id);
    expect(job).toMatchObject({ status: 'failed', error: { code: 'job.crashed', detail: expect.stringContaining('SIGKILL') } });
    expect(program.leftovers()).toEqual([]);
  });
});
