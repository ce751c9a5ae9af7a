/** The model of the serving benchmark: 19 columns as in a customer table (numbers, categories, gaps), 100 boosted trees. */
import { createHash } from 'node:crypto';
import { certify, createManifest, createRandom, Frame, goldenRows, rowsFromFrame, trainPipeline } from '@atelier/learning';
import { InferenceSession, Tensor } from 'onnxruntime-node';

export async function servingModel() {
  const random = createRandom(7);
  const rows = 2000;
  const numbers = Array.from({ length: 9 }, (_, i) => ({
    kind: 'number',
    name: `number_${i}`,
    values: Float64Array.from({ length: rows }, (_, row) => ((row + i) % 31 === 0 ? Number.NaN : Math.round(random.normal() * 1000) / 10)),
  }));
  const texts = Array.from({ length: 10 }, (_, i) => ({
    kind: 'text',
    name: `category_${i}`,
    dictionary: ['Yes', 'No', 'No internet service', 'Electronic check'].slice(0, 2 + (i % 3)),
    codes: Int32Array.from({ length: rows }, () => random.integer(2 + (i % 3))),
  }));
  const target = Int32Array.from({ length: rows }, (_, row) =>
    (numbers[0].values[row] || 0) + 40 * texts[0].codes[row] + 60 * random.normal() > 20 ? 1 : 0,
  );
  const frame = new Frame([...numbers, ...texts, { kind: 'text', name: 'churn', dictionary: ['No', 'Yes'], codes: target }]);
  const columns = frame.columns.map(({ name, kind }) => ({ name, type: kind === 'number' ? 'float' : 'category' }));
  const trained = await trainPipeline(frame, {
    target: 'churn',
    task: 'classification',
    algorithm: 'lightgbm',
    hyperparameters: { n_estimators: 100 },
    scaling: 'none',
    testSize: 0.2,
    validationSize: 0.1,
    earlyStopping: false,
    patience: 10,
    seed: 7,
    columns,
  });
  const onnx = trained.toOnnx();
  const golden = goldenRows(trained.signature, frame, 7);
  const certificate = await certify(trained, golden, async (bytes, encoded) => {
    const session = await InferenceSession.create(bytes);
    const feeds = encoded.feeds.map(({ name, data }) => [
      name,
      Array.isArray(data) ? new Tensor('string', data, [encoded.rows, 1]) : new Tensor('float32', data, [encoded.rows, 1]),
    ]);
    const outputs = await session.run(Object.fromEntries(feeds));
    return Object.fromEntries(Object.entries(outputs).map(([name, { data }]) => [name, data]));
  });
  const manifest = createManifest(trained, { dataHash: 'sha256:0', libraryVersion: '0', goldenRows: golden, certificate });
  const features = rowsFromFrame(trained.signature, frame, Int32Array.of(1))[0];
  return {
    onnx,
    manifest,
    features,
    signatureDigest: `sha256:${createHash('sha256').update(JSON.stringify(trained.signature)).digest('hex')}`,
  };
}
