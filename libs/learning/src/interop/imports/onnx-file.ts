import { fromBinary } from '@bufbuild/protobuf';
import { hasExternalData } from '../../onnx/external-data.js';
import {
  type GraphProto,
  type ModelProto,
  ModelProtoSchema,
  TensorProto_DataType as DataType,
  type ValueInfoProto,
} from '../../onnx/generated/onnx-ml_pb.js';
import { invalidModel } from '../located.js';

/** A tensor that goes into a graph or comes out of it; `width` numbers a row, `rank` 1 or 2, rows without a bound. */
export interface GraphTensor {
  readonly name: string;
  readonly type: DataType;
  readonly rank: 1 | 2;
  /** undefined where the file leaves it open. */
  readonly width?: number;
}

export interface OnnxFile {
  readonly model: ModelProto;
  readonly graph: GraphProto;
  readonly inputs: readonly GraphTensor[];
}

const oldestOpset = 7;
const domains = new Set(['', 'ai.onnx', 'ai.onnx.ml', 'com.microsoft']);
const oldestIr = 3;

/** Parses and checks an ONNX file: versions, operators, no data outside, tensors in. Throws `learning.model_invalid`, naming what is wrong. */
export function readOnnxFile(bytes: Uint8Array): OnnxFile {
  if (hasExternalData(bytes)) throw invalidModel('the file', 'it keeps data outside of itself; save it with all data inside.');
  const model = parse(bytes);
  const { graph } = model;
  if (!graph || graph.node.length === 0) throw invalidModel('the file', 'it holds no ONNX graph.');
  if (model.irVersion < oldestIr)
    throw invalidModel('ir_version', `${model.irVersion} is older than ${oldestIr}; save it anew with a current exporter.`);
  requireOpsets(model);
  const constants = new Set([
    ...graph.initializer.map(({ name }) => name),
    ...graph.sparseInitializer.map(({ values }) => values?.name ?? ''),
  ]);
  const inputs = graph.input.filter(({ name }) => !constants.has(name)).map((input) => tensorOf(input, 'input'));
  if (inputs.length === 0) throw invalidModel('the graph', 'it has no input.');
  return { model, graph, inputs };
}

function parse(bytes: Uint8Array): ModelProto {
  try {
    return fromBinary(ModelProtoSchema, bytes);
  } catch (error) {
    throw invalidModel('the file', `it is no ONNX file (${(error as Error).message.slice(0, 200)}).`);
  }
}

function requireOpsets({ opsetImport }: ModelProto): void {
  const unknown = opsetImport.find(({ domain }) => !domains.has(domain));
  if (unknown) throw invalidModel('opset_import', `operators of "${unknown.domain.slice(0, 100)}" are not part of onnxruntime.`);
  const own = opsetImport.find(({ domain }) => domain === '' || domain === 'ai.onnx');
  if (own && own.version < oldestOpset)
    throw invalidModel('opset_import', `opset ${own.version} is older than ${oldestOpset}; save it anew with a current exporter.`);
}

/** Throws unless it is a tensor [n] or [n, width]. */
export function tensorOf({ name, type }: ValueInfoProto, what: 'input' | 'output'): GraphTensor {
  const where = `${what} "${name.slice(0, 100)}"`;
  if (type?.value.case !== 'tensorType') {
    const found = type?.value.case?.replace('Type', '') ?? 'of no type';
    throw invalidModel(where, `a tensor is expected, it is ${found}; for classifiers of scikit-learn export with zipmap=False.`);
  }
  const { elemType, shape } = type.value.value;
  const sizes = (shape?.dim ?? []).map(({ value }) => (value.case === 'dimValue' ? Number(value.value) : undefined));
  if (sizes.length !== 1 && sizes.length !== 2)
    throw invalidModel(where, `the shape [rows, columns] or [rows] is expected, it has ${sizes.length} dimensions.`);
  if (what === 'input' && sizes[0] !== undefined && sizes[0] > 0)
    throw invalidModel(where, `it takes ${sizes[0]} row(s) at a time; export it with a dynamic first dimension.`);
  const width = sizes.length === 1 ? 1 : sizes[1];
  return { name, type: elemType as DataType, rank: sizes.length as 1 | 2, ...(width !== undefined && width > 0 ? { width } : {}) };
}
