import { LearningError } from '../../errors.js';

/** Typed arrays inside JSON: little-endian bytes in base64, exact and about a quarter of the size of decimal digits. */
const kinds = { u8: Uint8Array, i32: Int32Array, f32: Float32Array, f64: Float64Array } as const;
type Kind = keyof typeof kinds;

export type PackedArray = `${Kind}:${string}`;

export function packArray(values: Uint8Array | Int32Array | Float32Array | Float64Array): PackedArray {
  const kind = (Object.keys(kinds) as Kind[]).find((name) => values instanceof kinds[name]) as Kind;
  return `${kind}:${Buffer.from(values.buffer, values.byteOffset, values.byteLength).toString('base64')}`;
}

/** Throws `learning.model_invalid` when `packed` is not an array of that kind. `where` names the field in the message. */
export function unpackArray<K extends Kind>(kind: K, packed: unknown, where: string): InstanceType<(typeof kinds)[K]> {
  const Values = kinds[kind];
  if (typeof packed !== 'string' || !packed.startsWith(`${kind}:`)) {
    throw new LearningError('learning.model_invalid', `The saved model's "${where}" is not a packed ${kind} array.`, where);
  }
  const bytes = Buffer.from(packed.slice(kind.length + 1), 'base64');
  if (bytes.length % Values.BYTES_PER_ELEMENT !== 0) {
    throw new LearningError('learning.model_invalid', `The saved model's "${where}" is cut short.`, where);
  }
  const copy = new Uint8Array(bytes.length);
  copy.set(bytes);
  return new Values(copy.buffer) as InstanceType<(typeof kinds)[K]>;
}
