// Runs a model's graph on onnxruntime, as training and serving do.
import { InferenceSession, Tensor } from 'onnxruntime-node';

/** A `RunGraph` of @atelier/learning. */
export async function runGraph(bytes, { rows, feeds }) {
  const session = await InferenceSession.create(bytes, { intraOpNumThreads: 1, interOpNumThreads: 1 });
  const tensors = feeds.map(({ name, data }) => [name, new Tensor(data instanceof Float32Array ? 'float32' : 'string', data, [rows, 1])]);
  const outputs = await session.run(Object.fromEntries(tensors));
  await session.release();
  return Object.fromEntries(Object.entries(outputs).map(([name, { data }]) => [name, data]));
}
