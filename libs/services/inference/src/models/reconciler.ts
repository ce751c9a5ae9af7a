import { isRetryable, toAtelierError } from '@atelier/contracts';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { InferenceOptions } from '../options.js';
import { RolloutRecord } from '../projection/rollout-record.entity.js';
import { VersionRecord } from '../projection/version-record.entity.js';
import { Announcements } from './announcements.js';
import { Fleet } from './fleet.js';

interface Failure {
  readonly sequence: number;
  readonly detail: string;
  /** False when trying again soon may help (the artifact store is away). */
  readonly isFinal: boolean;
  readonly at: number;
}

/** Milliseconds after the start until which a replica waits for an artifact store that is away, before it takes requests for the models it has. */
const patienceAtStart = 60_000;
/** Milliseconds until what failed for a passing reason is tried again. */
const retryAtOnceMs = 1_000;

/**
 * Brings what serves here in line with what the registry said: at the start, when an event has come, and now and then (another replica may have
 * got the event). One task at a time for each name and each new version; a slow one holds up no other.
 */
@Injectable()
export class Reconciler {
  private readonly logger = new Logger('models');
  private readonly tasks = new Map<string, Promise<void>>();
  private readonly failures = new Map<string, Failure>();
  private readonly startedAt = performance.now();
  private timer: NodeJS.Timeout | null = null;
  private stopped = false;
  /** Something came up for a name whose task was still running. */
  private hasMore = false;
  private settled = false;

  constructor(
    private readonly database: DataSource,
    private readonly fleet: Fleet,
    private readonly announcements: Announcements,
    @Inject(InferenceOptions) private readonly options: InferenceOptions,
  ) {
    fleet.wakes(() => this.soon(0));
  }

  start(): void {
    this.soon(0);
  }

  async stop(): Promise<void> {
    this.stopped = true;
    if (this.timer) clearTimeout(this.timer);
    await Promise.all(this.tasks.values());
  }

  /** Every model in production is loaded, or has failed for a reason that waiting will not mend: that one is in the log and in `detailOf`, and the others are served. */
  isReady(): boolean {
    return this.settled;
  }

  /** Why a name's model could not be loaded, if it could not. */
  detailOf(project: string, name: string): string | undefined {
    return this.failures.get(taskKey(project, name))?.detail;
  }

  /** One look; resolves when all that it began has ended. */
  async reconcile(): Promise<void> {
    const rollouts = await this.database.manager.find(RolloutRecord);
    for (const rollout of rollouts)
      if (this.isDue(rollout)) this.begin(taskKey(rollout.project, rollout.name), () => this.rollOut(rollout));
    const fresh = await this.database.manager.findBy(VersionRecord, { announced: false });
    for (const version of fresh) this.begin(version.modelId, () => this.tryOut(version));
    await Promise.all(this.tasks.values());
    this.settled ||= rollouts.every((rollout) => this.isSettled(rollout));
  }

  private soon(milliseconds: number): void {
    if (this.stopped) return;
    if (this.timer) clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.look(), milliseconds);
    this.timer.unref();
  }

  private async look(): Promise<void> {
    this.soon(this.options.reconcileMs);
    try {
      await this.reconcile();
    } catch (error) {
      this.later('what should be served could not be read', error);
    }
  }

  /** What a task throws is not lost: the next look finds the same work. */
  private begin(key: string, work: () => Promise<void>): void {
    if (this.stopped) return;
    if (this.tasks.has(key)) {
      this.hasMore = true;
      return;
    }
    const task = work()
      .catch((error: unknown) => this.later('a change of what is served is tried again', error))
      .finally(() => this.ended(key));
    this.tasks.set(key, task);
  }

  private ended(key: string): void {
    this.tasks.delete(key);
    if (!this.hasMore) return;
    this.hasMore = false;
    this.soon(0);
  }

  private later(message: string, error: unknown): void {
    this.logger.warn({ err: error }, message);
    this.soon(retryAtOnceMs);
  }

  private isDue({ project, name, sequence, announcedSequence }: RolloutRecord): boolean {
    const failure = this.failures.get(taskKey(project, name));
    if (failure?.sequence === sequence) {
      return !failure.isFinal || announcedSequence < sequence || performance.now() - failure.at >= this.options.retryMs;
    }
    return this.fleet.sequenceOf(project, name) < sequence || announcedSequence < sequence;
  }

  private isSettled({ project, name, sequence }: RolloutRecord): boolean {
    const failure = this.failures.get(taskKey(project, name));
    if (failure) return failure.isFinal || performance.now() - this.startedAt > patienceAtStart;
    return this.fleet.sequenceOf(project, name) >= sequence;
  }

  /** Loads first, then switches, then says so. When loading fails, what serves goes on serving. */
  private async rollOut(rollout: RolloutRecord): Promise<void> {
    const { project, name, sequence, productionModelId } = rollout;
    const key = taskKey(project, name);
    try {
      const model = productionModelId ? await this.fleet.load(await this.fleet.record(project, productionModelId)) : null;
      if (this.fleet.sequenceOf(project, name) < sequence) this.fleet.switchTo(project, name, sequence, model);
      this.failures.delete(key);
    } catch (error) {
      const { isFinal, detail } = this.faultOf(error, `${name}, rollout ${sequence}`);
      this.failures.set(key, { sequence, detail, isFinal, at: performance.now() });
      if (isFinal) await this.announcements.ofRollout(rollout, { outcome: 'failed', detail });
      return;
    }
    await this.announcements.ofRollout(rollout, { outcome: 'ready', detail: '' });
  }

  /** A version that nobody has loaded yet is loaded once, so that whoever deployed it knows that it will serve. */
  private async tryOut(version: VersionRecord): Promise<void> {
    try {
      await this.fleet.load(version);
    } catch (error) {
      const { isFinal, detail } = this.faultOf(error, `${version.name} ${version.version}`);
      if (isFinal) await this.announcements.ofVersion(version, { outcome: 'failed', detail });
      return;
    }
    await this.announcements.ofVersion(version, { outcome: 'ready', detail: '' });
  }

  private faultOf(error: unknown, what: string): { isFinal: boolean; detail: string } {
    const { code, detail } = toAtelierError(error);
    this.logger.error({ err: error, code }, `${what} could not be loaded`);
    const isFinal = !isRetryable(code);
    if (!isFinal) this.soon(retryAtOnceMs);
    return { isFinal, detail: `${code}: ${detail}` };
  }
}

function taskKey(project: string, name: string): string {
  return `${project}\0${name}`;
}
