/**
 * Whether an ONNX file points to data outside of itself, found in its bytes before onnxruntime (which would open the files it names) sees them.
 * Walks Protocol Buffers' wire format along the fields of onnx.proto (IR 10) that lead to tensors. Bytes that are no protobuf answer false: the
 * session refuses them.
 */
export function hasExternalData(bytes: Uint8Array): boolean {
  return found(bytes, 'model', 0);
}

type Message = 'model' | 'graph' | 'node' | 'attribute' | 'function' | 'sparse' | 'tensor';

/** Field numbers that hold further messages on the way to a tensor. */
const paths: Readonly<Record<Message, Readonly<Record<number, Message>>>> = {
  model: { 7: 'graph', 25: 'function' },
  graph: { 1: 'node', 5: 'tensor', 15: 'sparse' },
  function: { 7: 'node' },
  node: { 5: 'attribute' },
  attribute: { 5: 'tensor', 6: 'graph', 10: 'tensor', 11: 'graph', 22: 'sparse', 23: 'sparse' },
  sparse: { 1: 'tensor', 2: 'tensor' },
  tensor: {},
};
const externalData = 13;
const dataLocation = 14;
const deepest = 64;

function found(bytes: Uint8Array, message: Message, depth: number): boolean {
  if (depth > deepest) return true;
  let at = 0;
  while (at < bytes.length) {
    const [tag, afterTag] = varint(bytes, at);
    const field = Math.floor(tag / 8);
    const wire = tag % 8;
    const [start, end] = extent(bytes, afterTag, wire);
    if (end <= at || end > bytes.length) return false;
    if (message === 'tensor' && field === externalData) return true;
    if (message === 'tensor' && field === dataLocation && wire === 0 && varint(bytes, start)[0] !== 0) return true;
    const next = wire === 2 ? paths[message][field] : undefined;
    if (next && found(bytes.subarray(start, end), next, depth + 1)) return true;
    at = end;
  }
  return false;
}

/** Where a field's content starts and ends; an end of −1 for a wire type that ONNX does not use. */
function extent(bytes: Uint8Array, at: number, wire: number): [number, number] {
  if (wire === 0) return [at, varint(bytes, at)[1]];
  if (wire === 1) return [at, at + 8];
  if (wire === 5) return [at, at + 4];
  if (wire !== 2) return [at, -1];
  const [length, start] = varint(bytes, at);
  return [start, start + length];
}

function varint(bytes: Uint8Array, at: number): [number, number] {
  let value = 0;
  for (let i = 0; i < 10 && at + i < bytes.length; i++) {
    value += (bytes[at + i] & 0x7f) * 2 ** (7 * i);
    if (bytes[at + i] < 0x80) return [value, at + i + 1];
  }
  return [value, Number.POSITIVE_INFINITY];
}
