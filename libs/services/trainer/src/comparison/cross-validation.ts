import { crossValidate, metricDirection, type TrainingPlan } from '@atelier/learning';
import { readFrame } from '@atelier/tables';
import { chooseColumns } from '../model/needed-columns.js';

export interface CompareInput {
  readonly parquetFile: string;
  /** One per algorithm; they differ in nothing else. */
  readonly plans: readonly TrainingPlan[];
  readonly folds: number;
  readonly metric: string;
  readonly threads: number;
}

export interface ComparedAlgorithm {
  readonly model: string;
  /** As they were asked for; absent when none were. */
  readonly hyperparameters?: TrainingPlan['hyperparameters'];
  readonly mean_score: number;
  readonly std_score: number;
  readonly scores: readonly number[];
  readonly seconds: number;
}

/** Cross-validates each algorithm on the same folds of one table, read once. The best is first, ties in the order they were asked for. */
export async function compareAlgorithms(
  { parquetFile, plans, folds, metric, threads }: CompareInput,
  signal?: AbortSignal,
): Promise<ComparedAlgorithm[]> {
  const { names } = chooseColumns(plans[0]);
  const frame = await readFrame(parquetFile, names);
  const compared: ComparedAlgorithm[] = [];
  for (const given of plans) {
    const { plan } = chooseColumns(given);
    const start = performance.now();
    const { mean, std, scores } = await crossValidate(frame, plan, { folds, metric, threads, signal });
    const seconds = Math.round(performance.now() - start) / 1000;
    const asked = Object.keys(plan.hyperparameters).length > 0 ? { hyperparameters: plan.hyperparameters } : {};
    compared.push({ model: plan.algorithm, ...asked, mean_score: mean, std_score: std, scores, seconds });
  }
  const sign = metricDirection(metric) === 'maximize' ? -1 : 1;
  return compared.sort((a, b) => sign * (a.mean_score - b.mean_score));
}
