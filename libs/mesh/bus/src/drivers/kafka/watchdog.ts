import { Logger } from '@nestjs/common';
import type { Admin, Kafka } from 'kafkajs';
import type { BusStatistics } from '../../statistics.js';
import { pause } from '../../waiting.js';
import type { Receiver } from './receiver.js';

/** Where a group stands in its topics. */
export interface GroupProgress {
  /** Sum of the committed offsets: it only grows while the group works. */
  readonly committed: number;
  readonly lag: number;
}

/** How one service's consumer is judged; pure, for the specs. */
export class ProgressJudge {
  private committed = -1;
  private lastProgress: number;

  constructor(
    private readonly stuckAfterMs: number,
    now: number,
  ) {
    this.lastProgress = now;
  }

  /** The broker is away, or the service waits for its database: nobody's fault here. */
  excuse(now: number): void {
    this.lastProgress = now;
  }

  /** Why the process should end; null while all is well. `lastSign` is when the consumer last did anything. */
  verdict(now: number, { committed, lag }: GroupProgress, lastSign: number): string | null {
    if (lag === 0 || committed !== this.committed) this.lastProgress = now;
    this.committed = committed;
    if (now - Math.max(lastSign, this.lastProgress) > this.stuckAfterMs && lag > 0) return `${lag} events wait and its consumer is dead`;
    if (now - this.lastProgress > 2 * this.stuckAfterMs) return `${lag} events wait and nobody of its group gets on`;
    return null;
  }
}

/** Ends the process, for its supervisor to start it again, when a consumer is dead or stuck although the broker answers. Also measures the lag. */
export class Watchdog {
  private readonly logger = new Logger('watchdog');
  private readonly stopping = new AbortController();
  private running: Promise<void> = Promise.resolve();

  constructor(
    private readonly kafka: Kafka,
    private readonly receivers: readonly Receiver[],
    private readonly statistics: BusStatistics,
    private readonly stuckAfterMs: number,
    private readonly exit: (code: number) => void,
  ) {}

  start(): void {
    this.running = this.watch();
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  private async watch(): Promise<void> {
    const { signal } = this.stopping;
    const judges = new Map(this.receivers.map((receiver) => [receiver, new ProgressJudge(this.stuckAfterMs, performance.now())]));
    const interval = Math.min(15_000, this.stuckAfterMs / 4);
    for (await pause(interval, signal); !signal.aborted; await pause(interval, signal)) {
      try {
        await this.look(judges);
      } catch (error) {
        for (const judge of judges.values()) judge.excuse(performance.now());
        this.logger.debug(`The broker does not say where the groups stand: ${String(error)}`);
      }
    }
  }

  private async look(judges: ReadonlyMap<Receiver, ProgressJudge>): Promise<void> {
    const admin = this.kafka.admin();
    await admin.connect();
    try {
      for (const [receiver, judge] of judges) {
        const progress = await groupProgress(admin, receiver.groupId, receiver.topics);
        this.statistics.setLag(receiver.inbox.service, progress.lag);
        const now = performance.now();
        if (receiver.inbox.waiting) judge.excuse(now);
        const verdict = judge.verdict(now, progress, receiver.lastSign);
        if (verdict) this.end(`${receiver.inbox.service}: ${verdict}`);
      }
    } finally {
      await admin.disconnect();
    }
  }

  private end(reason: string): void {
    this.logger.fatal(`${reason}; ending the process`);
    this.exit(1);
  }
}

export async function groupProgress(admin: Admin, groupId: string, topics: readonly string[]): Promise<GroupProgress> {
  let committed = 0;
  let lag = 0;
  for (const { topic, partitions } of await admin.fetchOffsets({ groupId, topics: [...topics] })) {
    const offsets = new Map(partitions.map(({ partition, offset }) => [partition, Number(offset)]));
    for (const { partition, low, high } of await admin.fetchTopicOffsets(topic)) {
      // -1: nothing committed yet; the group starts at the beginning.
      const position = Math.max(offsets.get(partition) ?? -1, Number(low));
      committed += position;
      lag += Math.max(0, Number(high) - position);
    }
  }
  return { committed, lag };
}
