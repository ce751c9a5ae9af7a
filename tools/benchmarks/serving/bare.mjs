/** The least that serves a model over HTTP with Fastify and onnxruntime-node: no key, no validation, no log. */
import { fastify } from 'fastify';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { servingModel } from './model.mjs';

const { onnx, manifest, features } = await servingModel();
const session = await InferenceSession.create(onnx, { intraOpNumThreads: 1 });
const { inputs, classes } = manifest.signature;
const server = fastify();
server.post('/api/ml/models/predict', async (request) => {
  const row = request.body.features;
  const feeds = {};
  for (const { name, kind } of inputs) {
    const value = row[name];
    feeds[name] =
      kind === 'number'
        ? new Tensor('float32', Float32Array.of(value === null ? Number.NaN : value), [1, 1])
        : new Tensor('string', [value ?? ''], [1, 1]);
  }
  const { label, probabilities } = await session.run(feeds);
  return { prediction: [classes[Number(label.data[0])]], prediction_proba: [Array.from(probabilities.data)] };
});
await server.listen({ port: 0, host: '127.0.0.1' });
process.send({ port: server.server.address().port, key: 'none', body: JSON.stringify({ features }) });
process.on('message', async (message) => {
  if (message === 'cpu') {
    const { user, system } = process.cpuUsage();
    process.send(user + system);
    return;
  }
  process.exit(0);
});
