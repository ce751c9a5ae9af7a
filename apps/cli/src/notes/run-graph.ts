import type { RunGraph } from '@atelier/learning';

/** Runs a model on encoded rows with onnxruntime-node, whose native library is loaded on first use. */
export const runGraph: RunGraph = async (bytes, { rows, feeds }) => {
  const { InferenceSession, Tensor } = await import('onnxruntime-node');
  const session = await InferenceSession.create(bytes, { intraOpNumThreads: 1, interOpNumThreads: 1, logSeverityLevel: 3 });
  try {
    const tensors = feeds.map(({ name, data, width = 1 }) => {
      const shape = [rows, width];
      return [name, data instanceof Float32Array ? new Tensor('float32', data, shape) : new Tensor('string', data, shape)] as const;
    });
    const outputs = await session.run(Object.fromEntries(tensors));
    return Object.fromEntries(Object.entries(outputs).map(([name, { data }]) => [name, data as Float32Array | BigInt64Array]));
  } finally {
    await session.release();
  }
};
