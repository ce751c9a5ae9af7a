import type { TrainOptions } from '@atelier/sdk';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from './eventually.js';
import { pause } from './load.js';
import { Mesh, type MeshProgram } from './mesh-programs.js';
import { expectConsistent, expectDrained } from './mesh-state.js';
import { slowTraining, underWay } from './slow-training.js';

/** Longer than a trainer's lease (20 s) and its queue's look-out. */
const takenOverSeconds = 120;

describe('trainers of the mesh', () => {
  let mesh: Mesh;
  let second: MeshProgram;
  let training: TrainOptions;
  beforeAll(async () => {
    mesh = await Mesh.start();
    second = await mesh.replicaOf('trainer');
    training = await slowTraining(mesh.client);
    // Else the event that tells of the data set may wait for the second trainer, which will sleep.
    await expectDrained(mesh);
  });
  afterAll(() => mesh?.stop());

  /** Starts a job that the first trainer takes, because the second one sleeps meanwhile. */
  async function startOnFirst(): Promise<string> {
    second.signal('SIGSTOP');
    const { job_id } = await mesh.client.training.start(training);
    await underWay(mesh.client, job_id);
    second.signal('SIGCONT');
    return job_id;
  }

  const endedOn = (trainer: MeshProgram, jobId: string) =>
    eventually(
      () => mesh.clientOf(trainer).training.job(jobId),
      ({ status }) => status !== 'running',
      takenOverSeconds,
    );

  /** One completion was told, by the second holder of the job, and it makes one version. */
  async function expectOneCompletion(jobId: string): Promise<void> {
    await expectDrained(mesh);
    expect(await mesh.stores.query('SELECT status, attempt, token FROM jobs.job WHERE id = $1', [jobId])).toEqual([
      { status: 'completed', attempt: 2, token: 2 },
    ]);
    const told = await mesh.stores.query(
      `SELECT sequence FROM trainer.outbox WHERE key = $1 AND type IN ('training.completed', 'training.failed')`,
      [jobId],
    );
    expect(told).toHaveLength(1);
    await mesh.client.models.deploy({ training_job_id: jobId, model_name: `of-${jobId}` });
    expect(await mesh.client.models.deployed({ name: `of-${jobId}` })).toMatchObject([{ version: '1.0.0' }]);
  }

  it('finish the job of one that was killed: once, one version', () =>
    mesh.watched(async () => {
      const first = mesh.of('trainer');
      const jobId = await startOnFirst();
      await first.end('SIGKILL');
      expect(await endedOn(second, jobId)).toMatchObject({ status: 'completed' });
      await first.start();
      await expectOneCompletion(jobId);
    }));

  it('refuse the result of one that was frozen past its lease and woke', () =>
    mesh.watched(async () => {
      const first = mesh.of('trainer');
      const jobId = await startOnFirst();
      // Its child process goes on and ends with a result, which the trainer finds when it wakes.
      first.signal('SIGSTOP');
      const job = await endedOn(second, jobId);
      expect(job).toMatchObject({ status: 'completed' });
      first.signal('SIGCONT');
      await eventually(
        () => first.isReady(),
        (isReady) => isReady,
      );
      await pause(3000);
      await expectOneCompletion(jobId);
      expect(await mesh.client.training.job(jobId)).toEqual(job);
    }));

  it('give their jobs back at SIGTERM, which costs no attempt', () =>
    mesh.watched(async () => {
      const first = mesh.of('trainer');
      const jobId = await startOnFirst();
      expect(await first.end('SIGTERM')).toBe(0);
      expect(await endedOn(second, jobId)).toMatchObject({ status: 'completed' });
      expect(await mesh.stores.query('SELECT attempt, token FROM jobs.job WHERE id = $1', [jobId])).toEqual([{ attempt: 1, token: 2 }]);
      await first.start();
    }));

  it('leave services that agree', () => mesh.watched(() => expectConsistent(mesh)));
});
