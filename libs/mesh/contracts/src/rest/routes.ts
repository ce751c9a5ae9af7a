import type { ServiceName } from '../services.js';

export interface RouteRule {
  /** A path below the origin; `*` is one segment, `/**` at the end is any number of them, none included. */
  readonly pattern: string;
  readonly owner: ServiceName | 'gateway';
  /** Needs no key. */
  readonly open?: true;
}

/** Which service answers which public path; the first rule that fits decides. The gateway proxies by it. */
export const routeTable: readonly RouteRule[] = [
  { pattern: '/api/ml/models/predict', owner: 'inference' },
  { pattern: '/v2', owner: 'inference' },
  { pattern: '/v2/health/*', owner: 'inference', open: true },
  { pattern: '/v2/**', owner: 'inference' },
  { pattern: '/api/ml/datasets/**', owner: 'ingestion' },
  { pattern: '/api/ml/data/**', owner: 'ingestion' },
  { pattern: '/api/ml/notes/predict', owner: 'inference' },
  { pattern: '/api/ml/notes/train', owner: 'trainer' },
  { pattern: '/api/ml/notes/**', owner: 'ingestion' },
  { pattern: '/api/ml/models/train/**', owner: 'trainer' },
  { pattern: '/api/ml/models/compare/**', owner: 'trainer' },
  { pattern: '/api/ml/models/tune/**', owner: 'trainer' },
  { pattern: '/api/ml/algorithms/**', owner: 'trainer' },
  { pattern: '/api/ml/models/*/retrain', owner: 'monitoring' },
  { pattern: '/api/ml/models/**', owner: 'registry' },
  { pattern: '/api/ml/predictions/outcomes', owner: 'monitoring' },
  { pattern: '/api/ml/predictions/*', owner: 'inference' },
  { pattern: '/api/ml/monitoring/**', owner: 'monitoring' },
  { pattern: '/api/ml/retrainings/**', owner: 'monitoring' },
  { pattern: '/api/ml/features/**', owner: 'feature-store' },
  { pattern: '/api/ml/keys/**', owner: 'gateway' },
  { pattern: '/api/ml/openapi.json', owner: 'gateway', open: true },
];

const compiled = routeTable.map((rule) => ({ rule, form: formOf(rule.pattern) }));

/** The rule for a path as it stands in the request line, without its query; escapes are not decoded, so an escaped slash is no slash. */
export function routeOf(path: string): RouteRule | undefined {
  return compiled.find(({ form }) => form.test(path))?.rule;
}

function formOf(pattern: string): RegExp {
  const source = pattern.replaceAll('.', '\\.').replace('/**', '(/.*)?').replaceAll('/*', '/[^/]+');
  return new RegExp(`^${source}$`);
}
