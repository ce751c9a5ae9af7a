import { describe, expect, it } from '@jest/globals';
import { routeOf, routeTable } from './routes.js';

describe('route table', () => {
  it.each([
    ['/api/ml/datasets', 'ingestion'],
    ['/api/ml/datasets/upload', 'ingestion'],
    ['/api/ml/models/train', 'trainer'],
    ['/api/ml/models/train/7/events', 'trainer'],
    ['/api/ml/models/compare', 'trainer'],
    ['/api/ml/algorithms', 'trainer'],
    ['/api/ml/models/deploy', 'registry'],
    ['/api/ml/models/deployed', 'registry'],
    ['/api/ml/models/churn/rollback', 'registry'],
    ['/api/ml/models/7/promote', 'registry'],
    ['/api/ml/models/churn/retrain', 'monitoring'],
    ['/api/ml/models/predict', 'inference'],
    ['/v2/models/churn/infer', 'inference'],
    ['/api/ml/predictions/outcomes', 'monitoring'],
    ['/api/ml/predictions/7', 'inference'],
    ['/api/ml/monitoring/alerts', 'monitoring'],
    ['/api/ml/retrainings', 'monitoring'],
    ['/api/ml/features/customers', 'feature-store'],
    ['/api/ml/keys/7', 'gateway'],
  ])('gives %s to %s', (path, owner) => expect(routeOf(path)?.owner).toBe(owner));

  it.each(['/', '/api', '/api/ml', '/api/ml/datasetsx', '/api/ml/models%2ftrain', '/v2x', '/api/ml/openapi_json', '/x/api/ml/datasets'])(
    'knows no %s',
    (path) => expect(routeOf(path)).toBeUndefined(),
  );

  it('is open for health and descriptions alone', () => {
    expect(routeTable.filter(({ open }) => open).map(({ pattern }) => pattern)).toEqual(['/v2/health/*', '/api/ml/openapi.json']);
    expect(routeOf('/v2/health/ready')?.open).toBe(true);
    expect(routeOf('/v2/models')?.open).toBeUndefined();
    expect(routeOf('/v2/health/ready/more')?.open).toBeUndefined();
  });
});
