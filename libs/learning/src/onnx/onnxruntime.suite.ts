import { InferenceSession, Tensor } from 'onnxruntime-node';

/** What a graph input is fed with: one number or text per row for [n, 1], else row-major. */
export type FeedValues = Float32Array | readonly string[];

/** Runs a model's bytes on onnxruntime-node (for tests; learning itself does no I/O). */
export async function runOnnx(bytes: Uint8Array, feeds: Readonly<Record<string, FeedValues>>, width = 1): Promise<Record<string, Tensor>> {
  const session = await InferenceSession.create(bytes, { intraOpNumThreads: 1, interOpNumThreads: 1 });
  const tensors = Object.fromEntries(Object.entries(feeds).map(([name, values]) => [name, tensorOf(values, width)]));
  return { ...(await session.run(tensors)) };
}

function tensorOf(values: FeedValues, width: number): Tensor {
  const shape = [values.length / width, width];
  return values instanceof Float32Array ? new Tensor('float32', values, shape) : new Tensor('string', [...values], shape);
}
