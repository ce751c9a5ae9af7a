import { type EncodedRows, type GraphOutputs, LearningError, type RunGraph } from '@atelier/learning';

export type RunRows = (rows: EncodedRows) => Promise<GraphOutputs>;

/** Opens a graph for some runs; the native library is loaded on first use: only the child process carries it. Throws `learning.model_invalid`. */
export async function withGraph<T>(bytes: Uint8Array, work: (run: RunRows) => Promise<T>): Promise<T> {
  const { InferenceSession, Tensor } = await import('onnxruntime-node');
  const session = await taken(() => InferenceSession.create(bytes, { intraOpNumThreads: 1, interOpNumThreads: 1, logSeverityLevel: 4 }));
  try {
    return await work(async ({ rows, feeds }) => {
      const tensors = feeds.map(({ name, data }) => {
        const tensor = data instanceof Float32Array ? new Tensor('float32', data, [rows, 1]) : new Tensor('string', data, [rows, 1]);
        return [name, tensor] as const;
      });
      const outputs = await taken(() => session.run(Object.fromEntries(tensors)));
      return Object.fromEntries(Object.entries(outputs).map(([name, { data }]) => [name, data])) as GraphOutputs;
    });
  } finally {
    await session.release();
  }
}

export const runGraph: RunGraph = (bytes, rows) => withGraph(bytes, (run) => run(rows));

async function taken<T>(attempt: () => Promise<T>): Promise<T> {
  try {
    return await attempt();
  } catch (error) {
    throw new LearningError('learning.model_invalid', `onnxruntime does not run the model: ${(error as Error).message.slice(0, 400)}`);
  }
}
