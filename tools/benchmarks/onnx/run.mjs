// A batch of 2,000 rows through what serves it, beside onnxruntime's own session.run on the same inputs, in one run, turn about.
// `--rounds N` (default 60), `--rows N`.
import { rowsFromFrame, trainPipeline } from '@atelier/learning';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { GraphSession } from '../../../libs/services/inference/dist/models/graph-session.js';
import { ServedModel } from '../../../libs/services/inference/dist/models/served-model.js';
import { RowCheck } from '../../../libs/services/inference/dist/models/row-check.js';
import { InferenceOptions } from '../../../libs/services/inference/dist/options.js';
import { median, option, printTable } from '../measure.mjs';
import { table } from './table.mjs';

const rows = option('rows', 2000);
const rounds = option('rounds', 60);
const sessionOptions = { intraOpNumThreads: 1, interOpNumThreads: 1, executionMode: 'sequential', logSeverityLevel: 3 };

const models = [
  ['lightgbm', 'classification', {}],
  ['random_forest', 'classification', { n_estimators: 200, max_depth: 12 }],
  ['logistic', 'classification', {}],
  ['catboost', 'regression', { iterations: 200 }],
];

const lines = [];
for (const [algorithm, task, hyperparameters] of models) lines.push(await measured(algorithm, task, hyperparameters));
printTable(['model', 'session.run, ms', 'our run, ms', 'ratio', 'with reading JSON values, ms', 'ratio'], lines);

async function measured(algorithm, task, hyperparameters) {
  const { frame, columns } = table(Math.max(6000, rows));
  const target = task === 'classification' ? 'left' : 'worth';
  const plan = { target, task, algorithm, hyperparameters, scaling: 'standard', testSize: 0.2, validationSize: 0, earlyStopping: false };
  const used = columns.filter(({ name }) => name === target || (name !== 'left' && name !== 'worth'));
  const pipeline = await trainPipeline(frame, { ...plan, patience: 10, seed: 1, columns: used }, { threads: 2 });
  const { signature } = pipeline;
  const onnx = pipeline.toOnnx();
  const asked = rowsFromFrame(
    signature,
    frame,
    Int32Array.from({ length: rows }, (_, row) => row),
  );
  const bare = await InferenceSession.create(onnx, sessionOptions);
  const session = await GraphSession.open(onnx, signature);
  const served = new ServedModel(
    { algorithm, modelId: 'm', name: 'm', version: '1', project: 'p' },
    { signature },
    session,
    new InferenceOptions(),
  );
  const encoded = new RowCheck(signature).encodeRows(asked, (i) => `rows.${i}`);
  const tensors = Object.fromEntries(
    encoded.feeds.map(({ name, data }) => [name, new Tensor(Array.isArray(data) ? 'string' : 'float32', data, [rows, 1])]),
  );
  const sides = [() => bare.run(tensors), () => session.run(rows, encoded.feeds), () => served.answer(asked, (i) => `rows.${i}`)];
  const times = sides.map(() => []);
  for (let round = -5; round < rounds; round++)
    for (const [side, run] of sides.entries()) {
      const from = process.cpuUsage();
      await run();
      const { user, system } = process.cpuUsage(from);
      if (round >= 0) times[side].push((user + system) / 1000);
    }
  const [own, ours, whole] = times.map(median);
  await bare.release();
  await session.close();
  return [`${algorithm}, ${task}`, own.toFixed(2), ours.toFixed(2), (ours / own).toFixed(2), whole.toFixed(2), (whole / own).toFixed(2)];
}
