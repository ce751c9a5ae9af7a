import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';

interface Compose {
  readonly services: Record<
    string,
    {
      command?: string[];
      build?: string;
      depends_on?: unknown;
      environment?: Record<string, string>;
      volumes?: string[];
      read_only?: boolean;
    }
  >;
  readonly volumes: Record<string, unknown>;
}

const read = <T>(file: string) => parse(readFileSync(file, 'utf8'), { merge: true }) as T;

describe('the deployment files', () => {
  const compose = read<Compose>('docker-compose.yml');
  const own = Object.entries(compose.services).filter(([, service]) => service.build !== undefined);

  it('start every program of the mesh from one image', () => {
    expect(own.map(([name]) => name).toSorted()).toEqual([
      'feature-store',
      'gateway',
      'inference',
      'ingestion',
      'monitoring',
      'registry',
      'trainer',
    ]);
    for (const [, { command }] of own) expect(existsSync((command?.[0] ?? '').replace('/dist/main.js', '/src/main.ts'))).toBe(true);
  });

  it('give the programs a read-only root, a volume of their own, and no secret of ours', () => {
    for (const [name, { read_only, volumes, environment }] of own) {
      expect(read_only).toBe(true);
      expect(volumes).toEqual([`${name}-work:/var/lib/atelier`]);
      expect(environment?.ATELIER_DATABASE_URL).toContain('${ATELIER_DATABASE_PASSWORD:?');
      expect(environment?.ATELIER_S3_SECRET_KEY).toContain('${ATELIER_S3_SECRET_KEY:?');
    }
  });

  it('declare every volume that they mount', () => {
    const mounted = Object.values(compose.services).flatMap(({ volumes = [] }) =>
      volumes.map((volume) => volume.split(':')[0]).filter((name) => !name.startsWith('.')),
    );
    expect(Object.keys(compose.volumes).toSorted()).toEqual([...new Set(mounted)].toSorted());
  });

  it('let Prometheus scrape every program', () => {
    const { scrape_configs } = read<{ scrape_configs: { static_configs: { targets: string[] }[] }[] }>('deploy/prometheus/prometheus.yml');
    expect(scrape_configs[0].static_configs[0].targets.map((target) => target.split(':')[0]).toSorted()).toEqual(
      own.map(([name]) => name).toSorted(),
    );
  });

  it('show and alert on metrics that the code makes', () => {
    const code = [
      'libs/mesh/telemetry/src/http/http-telemetry.ts',
      'libs/mesh/program/src/bus-metrics.ts',
      'libs/services/monitoring/src/health/model-metrics.ts',
      'libs/services/inference/src/predictions/prediction-metrics.ts',
      'libs/services/trainer/src/training/training-metrics.ts',
    ]
      .map((file) => readFileSync(file, 'utf8'))
      .join('\n');
    const used = ['deploy/prometheus/alerts.yml', 'deploy/grafana/dashboards/fleet.json', 'deploy/grafana/dashboards/model.json'].flatMap(
      (file) => readFileSync(file, 'utf8').match(/\b(?:atelier|http)_[a-z_]+/g) ?? [],
    );
    const names = new Set(used.map((name) => name.replace(/_(bucket|count|sum)$/, '')));
    for (const name of names) expect(code).toContain(`'${name}'`);
    expect(names.size).toBeGreaterThan(8);
  });
});
