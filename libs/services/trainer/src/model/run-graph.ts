import type { EncodedRows, GraphOutputs } from '@atelier/learning';

/** Runs a model on encoded rows with onnxruntime-node. The native library is loaded on first use: only child processes carry it. */
export async function runGraph(bytes: Uint8Array, { rows, feeds }: EncodedRows): Promise<GraphOutputs> {
  const { InferenceSession, Tensor } = await import('onnxruntime-node');
  const session = await InferenceSession.create(bytes, { intraOpNumThreads: 1, interOpNumThreads: 1, logSeverityLevel: 3 });
  try {
    const tensors = feeds.map(({ name, data }) => {
      const tensor =
        data instanceof Float32Array ? new Tensor('float32', data, [rows, data.length / rows]) : new Tensor('string', data, [rows, 1]);
      return [name, tensor] as const;
    });
    const outputs = await session.run(Object.fromEntries(tensors));
    return Object.fromEntries(Object.entries(outputs).map(([name, { data }]) => [name, data])) as GraphOutputs;
  } finally {
    await session.release();
  }
}
