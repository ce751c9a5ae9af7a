import { create } from '@bufbuild/protobuf';
import { type TensorProto, TensorProto_DataType as DataType, TensorProtoSchema } from './generated/onnx-ml_pb.js';
import type { ElementType } from './graph-builder.js';

/** The number by which ONNX's schema knows each element type. */
export const dataTypes: Readonly<Record<ElementType, DataType>> = {
  float: DataType.FLOAT,
  double: DataType.DOUBLE,
  int64: DataType.INT64,
  int32: DataType.INT32,
  bool: DataType.BOOL,
  string: DataType.STRING,
};

type NumericWriter = { readonly width: number; readonly write: (view: DataView, offset: number, value: number) => void };

const writers: Readonly<Record<Exclude<ElementType, 'string'>, NumericWriter>> = {
  float: { width: 4, write: (view, offset, value) => view.setFloat32(offset, value, true) },
  double: { width: 8, write: (view, offset, value) => view.setFloat64(offset, value, true) },
  int64: { width: 8, write: (view, offset, value) => view.setBigInt64(offset, BigInt(value), true) },
  int32: { width: 4, write: (view, offset, value) => view.setInt32(offset, value, true) },
  bool: { width: 1, write: (view, offset, value) => view.setUint8(offset, value ? 1 : 0) },
};

/** A TensorProto with its values inside the file: numbers as little-endian raw bytes, texts as UTF-8. */
export function tensorProto(
  name: string,
  type: ElementType,
  shape: readonly number[],
  values: ArrayLike<number> | readonly string[],
): TensorProto {
  const size = shape.reduce((product, length) => product * length, 1);
  if (size !== values.length)
    throw new RangeError(`The constant "${name}" has ${values.length} values for the shape [${shape.join(', ')}].`);
  const tensor = create(TensorProtoSchema, { name, dataType: dataTypes[type], dims: shape.map(BigInt) });
  if (type === 'string') tensor.stringData = (values as readonly string[]).map(utf8);
  else tensor.rawData = rawBytes(writers[type], values as ArrayLike<number>);
  return tensor;
}

export function utf8(text: string): Uint8Array<ArrayBuffer> {
  return encoder.encode(text);
}

const encoder = new TextEncoder();

function rawBytes({ width, write }: NumericWriter, values: ArrayLike<number>): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(values.length * width);
  const view = new DataView(bytes.buffer);
  for (let i = 0; i < values.length; i++) write(view, i * width, values[i]);
  return bytes;
}
