import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { NestFactory } from '@nestjs/core';
import { DataSource, type QueryRunner } from 'typeorm';
import { DatabaseModule } from './database.module.js';
import { serverStatus } from './embedded/running-server.js';
import type { ServiceSchema } from './service-schema.js';

class Broken {
  readonly name = 'Broken1';
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('SELECT nonsense');
  }
  async down(): Promise<void> {}
}

describe('DatabaseModule', () => {
  let home: string;
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'atelier-module-'));
  });
  afterEach(() => rmSync(home, { recursive: true, force: true }));

  const start = (services: ServiceSchema[]) =>
    NestFactory.createApplicationContext(DatabaseModule.forProgram({ connection: { home }, services, poolSize: 3 }), {
      logger: false,
      abortOnError: false,
    });

  it('gives a program its data source and ends its own server with it', async () => {
    const application = await start([{ service: 'feature-store', entities: [], migrations: [] }]);
    const dataSource = application.get(DataSource);
    expect(await dataSource.query(`SELECT count(*)::int AS n FROM feature_store.migrations`)).toEqual([{ n: 0 }]);
    await application.close();
    expect(dataSource.isInitialized).toBe(false);
    expect(serverStatus(join(home, 'postgres'))).toBeNull();
  });

  it('leaves no server running when a migration fails', async () => {
    await expect(start([{ service: 'trainer', entities: [], migrations: [Broken] }])).rejects.toThrow('nonsense');
    expect(serverStatus(join(home, 'postgres'))).toBeNull();
  });
});
