import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ReadinessChecks, TelemetryModule } from '@atelier/telemetry';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { NestFactory } from '@nestjs/core';
import { ArtifactsModule, type ArtifactsOptions, ArtifactStore } from './index.js';

describe('artifacts module', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'atelier-module-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const start = async (driver: ArtifactsOptions['driver']) => {
    class Root {}
    const imports = [
      TelemetryModule.forProgram({ service: 'spec', version: '0', level: 'silent' }),
      ArtifactsModule.forProgram({ driver, cacheFolder: join(folder, 'cache'), cacheBytes: 1_000 }),
    ];
    return await NestFactory.createApplicationContext({ module: Root, imports }, { logger: false });
  };

  it('gives the program its store, and says whether it works', async () => {
    const context = await start({ kind: 'folder', folder: join(folder, 'store') });
    const { digest } = await context.get(ArtifactStore).put(Buffer.from('kept'));
    expect((await context.get(ArtifactStore).read(digest)).toString()).toBe('kept');
    expect(await context.get(ReadinessChecks).report()).toEqual({ ready: true, checks: { artifacts: { status: 'up' } } });
    await rm(join(folder, 'store'), { recursive: true });
    expect((await context.get(ReadinessChecks).report()).checks.artifacts.status).toBe('down');
    await context.close();
  });

  it('starts while a remote store is away, and says so', async () => {
    const context = await start({
      kind: 's3',
      endPoint: '127.0.0.1',
      port: 1,
      useSSL: false,
      accessKey: 'a',
      secretKey: 'b',
      bucket: 'atelier',
    });
    const report = await context.get(ReadinessChecks).report();
    expect(report.ready).toBe(true);
    expect(report.checks.artifacts).toMatchObject({ status: 'down', detail: expect.stringContaining('artifact.unavailable') });
    await context.close();
  });
});
