import { createReadStream } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { ArtifactStore } from '@atelier/artifacts';
import type { LeasedJob } from '@atelier/jobs';
import type { CompleteTemporalPlan } from '@atelier/learning';
import { type EntityState, lockTemporalStates, storeTemporalStates } from '@atelier/online-features';
import { programPath, runInSandbox } from '@atelier/sandbox';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { History } from '../history/history.js';
import { FeatureStoreOptions } from '../options.js';
import { advanceStates, isLate, type ValueRow } from '../pushes/advance-states.js';
import type { MLFeatureStore } from '../views/feature-view.entity.js';
import type { FoldStatesInput } from './fold-states.js';

const program = programPath(import.meta.url, './fold-states.program.ts');
const statesAtOnce = 200;

/**
 * Makes the states of a temporal view from its whole history, late rows among it. Rows that are pushed meanwhile go on top of each state as it is
 * stored; should one of them be late for it, all is folded once more.
 */
@Injectable()
export class StateMaterializer {
  constructor(
    private readonly artifacts: ArtifactStore,
    private readonly history: History,
    private readonly options: FeatureStoreOptions,
  ) {}

  /** The number of rows that the history has. */
  async run(job: LeasedJob<unknown>, view: MLFeatureStore): Promise<number> {
    await mkdir(this.options.workFolder, { recursive: true, mode: 0o700 });
    for (;;) {
      const folder = await mkdtemp(join(this.options.workFolder, `states-${process.pid}-`));
      try {
        const output = join(folder, 'states.ndjson');
        const { rows, sequence } = await this.fold(view, folder, output, job.signal);
        if (await this.storeAll(job, view, output, sequence)) return rows;
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    }
  }

  private async fold(
    view: MLFeatureStore,
    folder: string,
    output: string,
    signal: AbortSignal,
  ): Promise<{ rows: number; sequence: string }> {
    const { sources: stored, lastSequence: sequence } = await this.history.read(view, folder);
    const sources = await Promise.all(
      stored.map(async ({ digest, ...columns }) => ({ ...columns, file: await this.artifacts.file(digest) })),
    );
    const { joinMemoryMiB, joinSeconds: seconds, joinProcessMiB: memoryMiB } = this.options;
    const plan = view.temporal as CompleteTemporalPlan;
    const [{ type: keyType }] = view.joinKeys;
    const input: FoldStatesInput = { plan, keyType, sources, output, workFolder: folder, memoryMiB: joinMemoryMiB };
    const { rows } = await runInSandbox<{ rows: number }>({ program, input, limits: { seconds, memoryMiB }, signal });
    return { rows, sequence };
  }

  /** False when a row came meanwhile that is late for a state. */
  private async storeAll(job: LeasedJob<unknown>, view: MLFeatureStore, file: string, sequence: string): Promise<boolean> {
    let states: EntityState[] = [];
    for await (const line of createInterface({ input: createReadStream(file), crlfDelay: Number.POSITIVE_INFINITY })) {
      states.push(JSON.parse(line) as EntityState);
      if (states.length < statesAtOnce) continue;
      if (!(await this.store(job, view, states, sequence))) return false;
      states = [];
    }
    return await this.store(job, view, states, sequence);
  }

  private async store(job: LeasedJob<unknown>, view: MLFeatureStore, states: readonly EntityState[], sequence: string): Promise<boolean> {
    let isStored = false;
    await job.write(async (manager) => {
      await lockTemporalStates(manager, view.viewId);
      const folded = new Map(states.map(({ entity, state }) => [entity, state]));
      const since = await this.since(manager, view, folded, sequence);
      if (since.some((row) => isLate(folded, row))) return;
      const advanced = await advanceStates(view, folded, since);
      for (const { entity, state } of advanced) folded.set(entity, state);
      await storeTemporalStates(
        manager,
        view.viewId,
        [...folded].map(([entity, state]) => ({ entity, state })),
      );
      isStored = true;
    });
    return isStored;
  }

  private async since(
    manager: EntityManager,
    view: MLFeatureStore,
    folded: ReadonlyMap<string, unknown>,
    sequence: string,
  ): Promise<ValueRow[]> {
    const rows = await this.history.pushedSince(manager, view, sequence);
    return rows.filter(({ entity }) => folded.has(entity));
  }
}
