import type { DatasetQuality, QualityFinding } from '@atelier/contracts';
import type { MLDataset } from '../datasets/dataset.entity.js';
import type { MeasuredQuality } from './measure-quality.js';

type Measured = MeasuredQuality['findings'][number];

/** A measured quality as the REST API tells it: recommendations as requests that can be sent as they are. */
export function qualityAnswer(
  dataset: Pick<MLDataset, 'datasetId' | 'name' | 'rows' | 'columns' | 'targetColumn'>,
  { findings, temporal, sampledRows, powers, metrics, ...scores }: MeasuredQuality,
): DatasetQuality {
  return {
    dataset_id: dataset.datasetId,
    name: dataset.name,
    rows: dataset.rows,
    columns: dataset.columns.length,
    target_column: dataset.targetColumn,
    ...scores,
    metrics,
    findings: findings.map((finding) => findingAnswer(dataset, finding)),
    temporal,
    predictive_power: powers,
    sampled_rows: sampledRows,
  };
}

function findingAnswer({ datasetId, targetColumn }: Pick<MLDataset, 'datasetId' | 'targetColumn'>, finding: Measured): QualityFinding {
  const { kind, dimension, severity, columns, count, share, message, examples, recommendation } = finding;
  return {
    kind,
    dimension,
    severity,
    columns,
    count,
    share,
    message,
    examples,
    recommendation: recommendation && { message: recommendation.message, ...request(recommendation, datasetId, targetColumn) },
  };
}

function request(
  { step, body }: NonNullable<Measured['recommendation']>,
  datasetId: string,
  target: string | null,
): Pick<NonNullable<QualityFinding['recommendation']>, 'method' | 'path' | 'body'> {
  const named = { dataset_id: datasetId, ...body };
  switch (step) {
    case 'patch':
      return { method: 'PATCH', path: `/api/ml/datasets/${datasetId}`, body };
    case 'clean':
      return { method: 'POST', path: '/api/ml/data/clean', body: named };
    case 'split':
      return { method: 'POST', path: '/api/ml/data/split', body: named };
    default:
      return { method: 'POST', path: '/api/ml/models/train', body: target === null ? named : { target_column: target, ...named } };
  }
}
