import { randomBytes } from 'node:crypto';
import kafkajs, { type Admin, type Kafka } from 'kafkajs';
import { Client as S3Client } from 'minio';
import { Client, Pool, type QueryResultRow } from 'pg';

/** A mesh's own database, topics and bucket on the real servers. */
export class MeshStores {
  private readonly id = `t${randomBytes(5).toString('hex')}`;
  private readonly databaseUrl = replacePath(required('ATELIER_TEST_DATABASE_URL'), this.id);
  private pool?: Pool;

  /** What the programs read. */
  get settings(): Record<string, string> {
    return {
      ATELIER_DATABASE_URL: this.databaseUrl,
      ATELIER_DATABASE_POOL: '6',
      ATELIER_KAFKA_BROKERS: required('ATELIER_TEST_KAFKA_BROKERS'),
      ATELIER_KAFKA_PREFIX: this.prefix,
      ATELIER_S3_ENDPOINT: required('ATELIER_TEST_S3_ENDPOINT'),
      ATELIER_S3_PORT: required('ATELIER_TEST_S3_PORT'),
      ATELIER_S3_ACCESS_KEY: required('ATELIER_TEST_S3_ACCESS_KEY'),
      ATELIER_S3_SECRET_KEY: required('ATELIER_TEST_S3_SECRET_KEY'),
      ATELIER_S3_BUCKET: this.bucket,
    };
  }

  get prefix(): string {
    return `${this.id}.`;
  }

  get bucket(): string {
    return `atelier-${this.id}`;
  }

  get s3(): S3Client {
    const { settings } = this;
    return new S3Client({
      endPoint: settings.ATELIER_S3_ENDPOINT,
      port: Number(settings.ATELIER_S3_PORT),
      accessKey: settings.ATELIER_S3_ACCESS_KEY,
      secretKey: settings.ATELIER_S3_SECRET_KEY,
      useSSL: false,
    });
  }

  get kafka(): Kafka {
    return new kafkajs.Kafka({ brokers: this.settings.ATELIER_KAFKA_BROKERS.split(','), logLevel: kafkajs.logLevel.NOTHING });
  }

  async create(): Promise<void> {
    await asRoot((root) => root.query(`CREATE DATABASE ${this.id}`));
    this.pool = new Pool({ connectionString: this.databaseUrl, max: 2 });
    this.pool.on('error', () => undefined);
  }

  async query<Row extends QueryResultRow>(sql: string, values: unknown[] = []): Promise<Row[]> {
    if (!this.pool) throw new Error('The database was not made.');
    return (await this.pool.query<Row>(sql, values)).rows;
  }

  /** Holds a table, so that whoever writes into it waits. */
  lockTable(table: string): Promise<{ release(): Promise<void> }> {
    return this.hold('BEGIN', `LOCK TABLE ${table} IN ACCESS EXCLUSIVE MODE`);
  }

  /** Holds what a service's relay takes before it publishes (libs/mesh/bus, Relay). */
  lockRelay(schema: string): Promise<{ release(): Promise<void> }> {
    return this.hold(`SELECT pg_advisory_lock(hashtextextended('atelier "${schema}".outbox', 0))`);
  }

  /** How many wait for the table. */
  async waitingFor(table: string): Promise<number> {
    const [{ count }] = await this.query<{ count: string }>(
      'SELECT count(*) FROM pg_locks WHERE relation = $1::regclass AND NOT granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database())',
      [table],
    );
    return Number(count);
  }

  private async hold(...statements: readonly string[]): Promise<{ release(): Promise<void> }> {
    const holder = new Client({ connectionString: this.databaseUrl });
    await holder.connect();
    for (const statement of statements) await holder.query(statement);
    return { release: () => holder.end() };
  }

  /** Runs with an admin client of the broker. */
  async withAdmin<T>(work: (admin: Admin) => Promise<T>): Promise<T> {
    const admin = this.kafka.admin();
    await admin.connect();
    try {
      return await work(admin);
    } finally {
      await admin.disconnect();
    }
  }

  async remove(): Promise<void> {
    await this.pool?.end();
    await asRoot((root) => root.query(`DROP DATABASE IF EXISTS ${this.id} WITH (FORCE)`));
    await this.withAdmin(async (admin) => {
      const own = (await admin.listTopics()).filter((topic) => topic.startsWith(this.prefix));
      if (own.length > 0) await admin.deleteTopics({ topics: own });
    });
    if (!(await this.s3.bucketExists(this.bucket))) return;
    await this.s3.removeObjects(this.bucket, await this.objects());
    await this.s3.removeBucket(this.bucket);
  }

  async objects(): Promise<string[]> {
    const names: string[] = [];
    for await (const { name } of this.s3.listObjectsV2(this.bucket, '', true)) names.push(name as string);
    return names;
  }
}

async function asRoot(work: (root: Client) => Promise<unknown>): Promise<void> {
  const root = new Client({ connectionString: required('ATELIER_TEST_DATABASE_URL') });
  await root.connect();
  try {
    await work(root);
  } finally {
    await root.end();
  }
}

function required(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set; run these tests by: npm run test:mesh`);
  return value;
}

function replacePath(url: string, path: string): string {
  const changed = new URL(url);
  changed.pathname = `/${path}`;
  return changed.href;
}
