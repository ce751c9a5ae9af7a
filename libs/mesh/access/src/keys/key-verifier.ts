import { AtelierError, type Principal, type Role } from '@atelier/contracts';
import { Inject, Injectable, Logger, Optional } from '@nestjs/common';
import { TaskCancelledError, timeout, TimeoutStrategy } from 'cockatiel';
import { DataSource } from 'typeorm';
import { hashKey, isKey } from './key.js';

interface Verified {
  readonly principal: Principal;
  /** Milliseconds of the verifier's clock. */
  readonly expiresAt: number;
  verifiedAt: number;
  /** Until then the entry answers without a question to the database. */
  freshUntil: number;
}

interface Row {
  readonly id: string;
  readonly project: string;
  readonly role: Role;
  readonly expires_at: Date | null;
}

const freshMilliseconds = 30_000;
/** While the database is away: how often it is asked again, and how long a key that was verified before goes on working. */
const retryMilliseconds = 5_000;
const graceMilliseconds = 60 * 60 * 1000;
const lookupMilliseconds = 2_000;
const largest = 10_000;

/** Milliseconds since 1970; replaced in tests. */
export const verifierClock = Symbol('atelier:access-clock');

/**
 * Who a request's `Authorization` header speaks for. A verified header is remembered for 30 s (a revocation in another program
 * takes effect within them, in this one at once), so that the hot path is one look into a Map; a key goes on working for an
 * hour while the database is away.
 */
@Injectable()
export class KeyVerifier {
  private readonly logger = new Logger('access');
  private readonly cache = new Map<string, Verified>();
  private readonly asking = new Map<string, Promise<Principal>>();
  private readonly limit = timeout(lookupMilliseconds, TimeoutStrategy.Aggressive);
  /** Counts revocations: an answer that was under way during one is not remembered. */
  private revocations = 0;

  constructor(
    private readonly dataSource: DataSource,
    @Optional() @Inject(verifierClock) private readonly now: () => number = Date.now,
  ) {}

  /** The principal at once when the header is remembered; else a promise of it, or `access.unauthenticated`. */
  verify(header: string | undefined): Principal | Promise<Principal> {
    if (header === undefined) throw unauthenticated('The request carries no API key.');
    const entry = this.cache.get(header);
    const now = this.now();
    if (entry && now < entry.freshUntil) return entry.principal;
    return this.ask(header);
  }

  /** Makes this program forget a key now. */
  forget(keyId: string): void {
    this.revocations++;
    for (const [header, { principal }] of this.cache) if (principal.keyId === keyId) this.cache.delete(header);
  }

  /** One question at a time for each header, however many requests wait for its answer. */
  private ask(header: string): Promise<Principal> {
    const running = this.asking.get(header);
    if (running) return running;
    const answer = this.lookUp(header).finally(() => this.asking.delete(header));
    this.asking.set(header, answer);
    return answer;
  }

  private async lookUp(header: string): Promise<Principal> {
    const key = keyOf(header);
    const revocations = this.revocations;
    const row = await this.query(key).catch((error: unknown) => this.standIn(header, error));
    if (!row) {
      this.cache.delete(header);
      throw unauthenticated('The API key is not known, was revoked or has expired.');
    }
    if (!('id' in row)) return row;
    const principal: Principal = { project: row.project, role: row.role, keyId: row.id };
    if (revocations === this.revocations) this.remember(header, principal, row.expires_at);
    return principal;
  }

  /** Finds the key and notes its use, in one question. */
  private async query(key: string): Promise<Row | undefined> {
    const at = new Date(this.now());
    const [rows] = await this.limit.execute(() =>
      this.dataSource.query<[Row[], number]>(
        `UPDATE access.api_key SET last_used_at = $2
         WHERE hash = $1 AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > $2)
         RETURNING id, project, role, expires_at`,
        [hashKey(key), at],
      ),
    );
    return rows[0];
  }

  /** The principal that was verified before, when the database cannot be asked and not too much time has passed. */
  private standIn(header: string, error: unknown): Principal {
    if (!isAway(error)) throw error;
    const entry = this.cache.get(header);
    const now = this.now();
    const good = entry && now < entry.expiresAt && now < entry.verifiedAt + graceMilliseconds;
    if (!good) throw new AtelierError('database.unavailable', 'The API key cannot be checked now.', [], { cause: error });
    this.logger.warn({ err: error, key_id: entry.principal.keyId }, 'the database is away: a key that was verified before is taken');
    entry.freshUntil = Math.min(now + retryMilliseconds, entry.expiresAt);
    return entry.principal;
  }

  private remember(header: string, principal: Principal, expires: Date | null): void {
    const now = this.now();
    const expiresAt = expires?.getTime() ?? Infinity;
    this.cache.delete(header);
    const oldest = this.cache.size < largest ? undefined : this.cache.keys().next().value;
    if (oldest !== undefined) this.cache.delete(oldest);
    this.cache.set(header, { principal, expiresAt, verifiedAt: now, freshUntil: Math.min(now + freshMilliseconds, expiresAt) });
  }
}

function isAway(error: unknown): boolean {
  return error instanceof TaskCancelledError || (error instanceof AtelierError && error.code === 'database.unavailable');
}

function keyOf(header: string): string {
  const [, key] = /^Bearer +(\S+)$/i.exec(header) ?? [];
  if (key === undefined) throw unauthenticated('The Authorization header is not of the form "Bearer KEY".');
  if (!isKey(key)) throw unauthenticated('The API key is not of the form atl_….');
  return key;
}

function unauthenticated(detail: string): AtelierError {
  return new AtelierError('access.unauthenticated', detail);
}
