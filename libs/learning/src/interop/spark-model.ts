import type { FittedEstimator } from '../estimators/estimator.js';
import { codesOfSet, hasSet, type Tree } from '../estimators/trees/tree.js';
import type { Evaluation } from '../evaluation/metrics/evaluate.js';
import type { Signature } from '../frame/signature.js';
import { compareOutputs, type GraphOutputs, type ParityCertificate, type RunGraph } from '../pipeline/certificate.js';
import { compileEncoder, frameFromRows } from '../pipeline/encode.js';
import { Pipeline } from '../pipeline/pipeline.js';
import type { TrainingSummary } from '../pipeline/train.js';
import { Preparation } from '../preparation/preparation.js';
import { invalidModel, type Located } from './located.js';
import {
  type CheckRows,
  parseFile,
  readCheck,
  readPreparation,
  readSignature,
  requireEqual,
  type SparkModelTexts,
  textOf,
} from './spark-model-files.js';
import { readXgboostJson } from './xgboost-json.js';

/** What the job says of its training: as any training summary, with the libraries' versions. */
export interface SparkSummary extends Omit<TrainingSummary, 'scaling' | 'rows_without_target'> {
  readonly versions: Readonly<Record<string, string>>;
  /** Standard deviation of the training target, for regression: the unit in which parity errors are measured. */
  readonly target_scale?: number;
}

export interface SparkModel {
  readonly pipeline: Pipeline;
  /** On the job's test part, by scikit-learn. */
  readonly evaluation: Evaluation;
  readonly summary: SparkSummary;
  readonly check: CheckRows;
}

/**
 * Reads what `deploy/spark/train_xgboost.py` wrote, the texts of `sparkModelFiles` by name, as a pipeline like any other.
 * Throws `learning.model_invalid`, naming file and place, where one is missing, malformed or not of the same job as the others.
 */
export function readSparkModel(files: SparkModelTexts): SparkModel {
  const summary = parseFile(files, 'summary.json');
  const signature = readSignature(parseFile(files, 'signature.json'));
  const preparation = Preparation.load(readPreparation(parseFile(files, 'preparation.json'), signature));
  const estimator = readXgboostJson(textOf(files, 'model.json'));
  requireFitting(estimator, preparation, signature);
  const metrics = parseFile(files, 'metrics.json');
  requireEqual(metrics.field('task'), signature.task);
  if (signature.classes) requireEqual(metrics.field('classes'), signature.classes);
  requireSummary(summary, preparation, signature);
  return {
    pipeline: new Pipeline({ signature, preparation, algorithm: 'xgboost', estimator }),
    evaluation: metrics.value as Evaluation,
    summary: summary.value as SparkSummary,
    check: readCheck(parseFile(files, 'check.json'), signature),
  };
}

/** XGBoost's trees read the preparation's columns and answer the signature's question. */
function requireFitting({ trees, predictProba }: FittedEstimator, { names, categories }: Preparation, { classes }: Signature): void {
  if (trees?.columns !== names.length)
    throw invalidModel('model.json', `it was trained on ${trees?.columns} columns, preparation.json gives ${names.length}.`);
  const outputs = classes && classes.length > 2 ? classes.length : 1;
  if (trees.outputs !== outputs || Boolean(classes) !== Boolean(predictProba)) {
    const wanted = classes ? `${classes.length} classes` : 'values';
    throw invalidModel('model.json', `its objective or its ${trees.outputs} outputs do not fit the ${wanted} of signature.json.`);
  }
  for (const [t, tree] of trees.trees.entries()) {
    const wrong = tree.feature.findIndex((column, node) => column >= 0 && !splitFits(tree, node, categories?.[column] ?? 0));
    if (wrong >= 0) {
      const name = JSON.stringify(names[tree.feature[wrong]]);
      throw invalidModel('model.json', `tree ${t} splits ${name} otherwise than preparation.json prepares it.`);
    }
  }
}

/** Numbers are split by thresholds, categories by sets of the codes that there are. */
function splitFits({ sets }: Tree, node: number, categories: number): boolean {
  if (!sets || !hasSet(sets, node)) return categories === 0;
  return codesOfSet(sets, node).every((code) => code < categories);
}

function requireSummary(summary: Located, { names }: Preparation, { inputs, task }: Signature): void {
  for (const count of ['training_rows', 'validation_rows', 'test_rows', 'seed'] as const)
    if (!Number.isInteger(summary.field(count).value)) throw invalidModel(summary.field(count).where, 'a whole number is expected.');
  if (task === 'regression' && !((summary.field('target_scale').value as number) > 0))
    throw invalidModel(summary.field('target_scale').where, 'a number above 0 is expected.');
  requireEqual(summary.field('matrix_columns'), names.length);
  requireEqual(
    summary.field('features_used'),
    inputs.map(({ name }) => name),
  );
}

/**
 * Holds the pipeline, and its graph, to what XGBoost itself said of the check rows. Throws `learning.parity_failed` beyond 10⁻⁵ (of
 * values in units of max(|value|, the target's standard deviation)) or where a label differs; the certificate is the graph's.
 */
export async function certifySparkModel({ pipeline, check, summary }: SparkModel, run: RunGraph): Promise<ParityCertificate> {
  const { signature } = pipeline;
  const compared = { rows: check.rows.length, classes: signature.classes?.length, scale: summary.target_scale };
  const { codes: label, probabilities, values: value } = pipeline.predict(frameFromRows(signature, check.rows));
  const own: GraphOutputs = { label, probabilities, value };
  compareOutputs(check.expected, own, compared);
  return compareOutputs(check.expected, await run(pipeline.toOnnx(), compileEncoder(signature)(check.rows)), compared);
}
