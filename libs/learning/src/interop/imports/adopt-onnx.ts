import { create, toBinary } from '@bufbuild/protobuf';
import {
  type AttributeProto,
  AttributeProto_AttributeType as AttributeType,
  AttributeProtoSchema,
  GraphProtoSchema,
  ModelProtoSchema,
  type NodeProto,
  NodeProtoSchema,
  OperatorSetIdProtoSchema,
  TensorProto_DataType as DataType,
  type ValueInfoProto,
} from '../../onnx/generated/onnx-ml_pb.js';
import { valueInfo } from '../../onnx/graph-writer.js';
import { tensorProto } from '../../onnx/tensor.js';
import type { ColumnType } from '../../frame/column.js';
import type { Signature } from '../../frame/signature.js';
import { inputNames, outputNames } from '../../pipeline/encode.js';
import { parseSignature } from '../../pipeline/manifest.js';
import { invalidModel } from '../located.js';
import { type GivenColumn, type GivenSignature, isText, signatureColumn } from './given-signature.js';
import { findAnswer, type OnnxAnswer } from './onnx-answer.js';
import { type GraphTensor, type OnnxFile, readOnnxFile } from './onnx-file.js';
import { prefixGraph } from './prefix-graph.js';

/** An ONNX file of others as one of ours: raw columns in, `label` and `probabilities` or `value` out. */
export interface AdoptedOnnx {
  readonly bytes: Uint8Array;
  readonly signature: Signature;
}

const prefix = 'imported/';
const widest = 100_000;

/**
 * Puts a graph of others behind inputs of one column each and before our outputs; its own nodes stay as they are, but for ZipMap, whose maps nobody
 * needs. A file that this platform wrote is taken as it is. Columns are named by `given`, else by the file. Throws `learning.model_invalid`.
 */
export function adoptOnnx(bytes: Uint8Array, given: GivenSignature = {}): AdoptedOnnx {
  const file = readOnnxFile(bytes);
  const own = ownSignature(file);
  if (own) return { bytes, signature: own };
  const answer = findAnswer(file.graph, given);
  const columns = columnsOf(file.inputs, given);
  const signature = signatureOf(columns, answer, given);
  return { bytes: rebuilt(file, signature, answer), signature };
}

function ownSignature({ model, inputs }: OnnxFile): Signature | undefined {
  const text = model.metadataProps.find(({ key }) => key === 'signature')?.value;
  if (model.producerName !== 'atelier' || text === undefined) return undefined;
  const signature = parseSignature(jsonOf(text));
  const names = new Set(inputs.map(({ name }) => name));
  if (inputNames(signature).some((name) => !names.has(name)))
    throw invalidModel('metadata_props.signature', 'its columns are not the inputs of the graph.');
  return signature;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw invalidModel('metadata_props.signature', 'it is not JSON.');
  }
}

const columnTypeOf = new Map<DataType, ColumnType>([
  [DataType.FLOAT, 'float'],
  [DataType.DOUBLE, 'float'],
  [DataType.INT64, 'integer'],
  [DataType.INT32, 'integer'],
  [DataType.BOOL, 'boolean'],
  [DataType.STRING, 'category'],
]);

/** One column for each number or text that a row of the inputs holds. */
function columnsOf(inputs: readonly GraphTensor[], given: GivenSignature): GivenColumn[] {
  const widths = inputs.map((input) => widthOf(input, inputs.length === 1 ? given.inputs?.length : undefined));
  const total = widths.reduce((sum, width) => sum + width, 0);
  if (given.inputs && given.inputs.length !== total)
    throw invalidModel('signature.inputs', `there are ${given.inputs.length} for the ${total} columns that the graph takes.`);
  let at = 0;
  return inputs.flatMap((input, i) =>
    Array.from({ length: widths[i] }, (_, place): GivenColumn => {
      const type = columnTypeOf.get(input.type) as ColumnType;
      const own = given.inputs?.[at++];
      if (own && isText(own.type, own.categories) !== (type === 'category'))
        throw invalidModel(`signature.inputs[${at - 1}]`, `the input "${input.name}" takes ${type === 'category' ? 'texts' : 'numbers'}.`);
      if (own?.categories)
        throw invalidModel(`signature.inputs[${at - 1}]`, 'categories are not needed: the graph takes the texts themselves.');
      return own ?? { name: widths[i] === 1 ? input.name : `${input.name}_${place}`, type, missingTokens: [] };
    }),
  );
}

function widthOf({ name, type, width }: GraphTensor, given: number | undefined): number {
  const where = `input "${name.slice(0, 100)}"`;
  if (!columnTypeOf.has(type))
    throw invalidModel(where, 'it is neither of floats, doubles, 32- or 64-bit integers, truth values nor texts.');
  const found = width ?? given;
  if (found === undefined) throw invalidModel(where, 'it does not say how many columns it takes: list them as "inputs" in the signature.');
  if (found > widest) throw invalidModel(where, `it takes ${found} columns; the most are ${widest}.`);
  return found;
}

function signatureOf(columns: readonly GivenColumn[], answer: OnnxAnswer, given: GivenSignature): Signature {
  if (given.task !== undefined && given.task !== answer.task) throw invalidModel('signature.task', `the graph is one for ${answer.task}.`);
  const inputs = columns.map(signatureColumn);
  const names = inputs.map(({ name }) => name);
  const name = given.target?.name ?? 'target';
  if (names.includes(name)) throw invalidModel('signature.target', `"${name}" is a column of the model.`);
  if (new Set(names).size < names.length) throw invalidModel('the inputs', 'two columns have one name; name them in the signature.');
  if (answer.task === 'regression') {
    if (given.classes) throw invalidModel('signature.classes', 'the graph is one for regression, which has none.');
    return { inputs, target: { name, type: given.target?.type ?? 'float' }, task: 'regression' };
  }
  const classes = given.classes ?? answer.classes ?? numbered(answer);
  const width = answer.isSecondAlone ? 2 : answer.width;
  if (width !== undefined && classes.length !== width)
    throw invalidModel('signature.classes', `there are ${classes.length} for the ${width} that the graph tells apart.`);
  return { inputs, target: { name, type: given.target?.type ?? 'category' }, task: 'classification', classes };
}

function numbered({ isSecondAlone, width }: OnnxAnswer): number[] {
  const count = isSecondAlone ? 2 : width;
  if (count !== undefined) return Array.from({ length: count }, (_, code) => code);
  throw invalidModel('signature.classes', 'the graph does not say how many classes there are: list them.');
}

/** The file's graph under other names, between nodes of ours. */
function rebuilt({ model, graph, inputs }: OnnxFile, signature: Signature, answer: OnnxAnswer): Uint8Array {
  prefixGraph(graph, prefix);
  const dropped = new Set(graph.node.filter(({ opType }) => opType === 'ZipMap'));
  const wrapped = create(GraphProtoSchema, {
    ...graph,
    name: 'imported',
    input: columnInputs(signature),
    output: answerOutputs(signature),
    node: [...inputNodes(inputs, inputNames(signature)), ...graph.node.filter((node) => !dropped.has(node)), ...answerNodes(answer)],
  });
  return toBinary(
    ModelProtoSchema,
    create(ModelProtoSchema, {
      // From 4 on, constants need not be inputs too.
      irVersion: model.irVersion < 4n ? 4n : model.irVersion,
      producerName: model.producerName,
      producerVersion: model.producerVersion,
      functions: model.functions,
      opsetImport: model.opsetImport.some(({ domain }) => domain === '' || domain === 'ai.onnx')
        ? model.opsetImport
        : [...model.opsetImport, create(OperatorSetIdProtoSchema, { domain: '', version: 13n })],
      metadataProps: model.metadataProps.filter(({ key }) => key !== 'signature'),
      graph: wrapped,
    }),
  );
}

function columnInputs(signature: Signature): ValueInfoProto[] {
  const names = inputNames(signature);
  return signature.inputs.map(({ kind }, i) => valueInfo(names[i], kind === 'text' ? 'string' : 'float', ['n', 1]));
}

function answerOutputs({ classes }: Signature): ValueInfoProto[] {
  if (!classes) return [valueInfo(outputNames.value, 'float', ['n', 1])];
  return [valueInfo(outputNames.label, 'int64', ['n']), valueInfo(outputNames.probabilities, 'float', ['n', classes.length])];
}

/** Side by side, in the type and shape that the graph wants. */
function inputNodes(inputs: readonly GraphTensor[], names: readonly string[]): NodeProto[] {
  let at = 0;
  const widths = inputs.map(({ width }) => width ?? names.length);
  return inputs.flatMap(({ name, type, rank }, i) => {
    const own = names.slice(at, at + widths[i]);
    at += widths[i];
    const steps: [string, Partial<Record<string, bigint>>, (NodeProto | undefined)?][] = [];
    if (own.length > 1) steps.push(['Concat', { axis: 1n }]);
    if (type !== DataType.FLOAT && type !== DataType.STRING) steps.push(['Cast', { to: BigInt(type) }]);
    if (rank === 1) steps.push(['Reshape', {}]);
    if (steps.length === 0) steps.push(['Identity', {}]);
    const nodes: NodeProto[] = [];
    let read: readonly string[] = own;
    for (const [step, [operator, attributes]] of steps.entries()) {
      const output = step === steps.length - 1 ? prefix + name : `columns/${i}/${step}`;
      if (operator === 'Reshape') nodes.push(constantNode(`columns/${i}/flat`, 'int64', [-1]));
      const shape = operator === 'Reshape' ? [`columns/${i}/flat`] : [];
      nodes.push(node(operator, [...read, ...shape], output, attributes));
      read = [output];
    }
    return nodes;
  });
}

function answerNodes({ tensor, type, task, isSecondAlone }: OnnxAnswer): NodeProto[] {
  const nodes: NodeProto[] = [];
  const source = prefix + tensor;
  const asFloat = type === DataType.FLOAT ? source : 'answer/float';
  if (type !== DataType.FLOAT) nodes.push(node('Cast', [source], asFloat, { to: BigInt(DataType.FLOAT) }));
  if (task === 'regression' || isSecondAlone) {
    nodes.push(constantNode('answer/column', 'int64', [-1, 1]));
    nodes.push(node('Reshape', [asFloat, 'answer/column'], task === 'regression' ? outputNames.value : 'answer/second', {}));
  }
  if (task === 'regression') return nodes;
  if (isSecondAlone) {
    nodes.push(constantNode('answer/one', 'float', [1]), node('Sub', ['answer/one', 'answer/second'], 'answer/first', {}));
    nodes.push(node('Concat', ['answer/first', 'answer/second'], outputNames.probabilities, { axis: 1n }));
  } else nodes.push(node('Identity', [asFloat], outputNames.probabilities, {}));
  nodes.push(node('ArgMax', [outputNames.probabilities], outputNames.label, { axis: 1n, keepdims: 0n }));
  return nodes;
}

function node(opType: string, input: readonly string[], output: string, attributes: Partial<Record<string, bigint>>): NodeProto {
  const attribute = Object.entries(attributes).map(
    ([name, i]): AttributeProto => create(AttributeProtoSchema, { name, type: AttributeType.INT, i }),
  );
  return create(NodeProtoSchema, { name: `adopt/${output}`, opType, input: [...input], output: [output], attribute });
}

function constantNode(output: string, type: 'int64' | 'float', values: readonly number[]): NodeProto {
  const t = tensorProto(`${output}/value`, type, [values.length], values);
  const attribute = [create(AttributeProtoSchema, { name: 'value', type: AttributeType.TENSOR, t })];
  return create(NodeProtoSchema, { name: `adopt/${output}`, opType: 'Constant', output: [output], attribute });
}
