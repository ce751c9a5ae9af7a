import { Injectable } from '@nestjs/common';

/** Resolves when the thing works; what it throws says why it does not. */
export type ReadinessCheck = () => Promise<void>;

export interface CheckResult {
  readonly status: 'up' | 'down';
  /** The error's message when it is down. */
  readonly detail?: string;
}

export interface ReadinessReport {
  /** Every vital check is up. */
  readonly ready: boolean;
  readonly checks: Readonly<Record<string, CheckResult>>;
}

/** Milliseconds after which a check counts as down. */
const patience = 2_000;

/** What must work before this program takes requests. Libraries and services register named checks when they start. */
@Injectable()
export class ReadinessChecks {
  private readonly checks = new Map<string, { readonly check: ReadinessCheck; readonly vital: boolean }>();
  private draining = false;

  /**
   * Each name once: two that claim it would hide each other. What is not `vital` is shown but does not make the program unready:
   * taking it out of the balancer would end what still works without it.
   */
  register(name: string, check: ReadinessCheck, { vital = true } = {}): void {
    if (this.checks.has(name)) throw new Error(`The readiness check "${name}" is registered already.`);
    this.checks.set(name, { check, vital });
  }

  /** From now on the program is not ready: it ends, and a balancer should look elsewhere while the requests in flight are answered. */
  drain(): void {
    this.draining = true;
  }

  /** Runs every check at once, each with its own time limit. */
  async report(patienceMilliseconds = patience): Promise<ReadinessReport> {
    if (this.draining) return { ready: false, checks: { program: { status: 'down', detail: 'the program ends' } } };
    const named = [...this.checks];
    const results = await Promise.all(named.map(([, { check }]) => run(check, patienceMilliseconds)));
    const ready = named.every(([, { vital }], i) => !vital || results[i].status === 'up');
    return { ready, checks: Object.fromEntries(named.map(([name], i) => [name, results[i]])) };
  }
}

async function run(check: ReadinessCheck, milliseconds: number): Promise<CheckResult> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${milliseconds} ms`)), milliseconds);
  });
  try {
    await Promise.race([check(), late]);
    return { status: 'up' };
  } catch (error) {
    return { status: 'down', detail: error instanceof Error ? error.message : String(error) };
  } finally {
    clearTimeout(timer);
  }
}
