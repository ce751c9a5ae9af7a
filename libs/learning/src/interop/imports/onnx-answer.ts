import { type GraphProto, type NodeProto, TensorProto_DataType as DataType } from '../../onnx/generated/onnx-ml_pb.js';
import type { Label } from '../../frame/signature.js';
import { invalidModel } from '../located.js';
import type { GivenSignature } from './given-signature.js';
import { type GraphTensor, tensorOf } from './onnx-file.js';

/** Which tensor of a graph answers, and what its numbers are. */
export interface OnnxAnswer {
  readonly tensor: string;
  readonly task: 'classification' | 'regression';
  /** One number a row, which of two classes is the probability of the second. */
  readonly isSecondAlone: boolean;
  /** The probabilities' own labels, where the file has them. */
  readonly classes?: readonly Label[];
  /** Numbers a row, where the file says it. */
  readonly width?: number;
  readonly type: DataType;
}

const numeric = new Set([DataType.FLOAT, DataType.DOUBLE, DataType.FLOAT16]);

/** Finds the answer: probabilities if there are some, else the one column of values. Throws `learning.model_invalid`, naming the outputs. */
export function findAnswer(graph: GraphProto, given: GivenSignature): OnnxAnswer {
  const zipped = new Map(graph.node.filter(({ opType }) => opType === 'ZipMap').map((node) => [node.output[0], node]));
  const outputs = graph.output.filter(({ name }) => given.output === undefined || name === given.output);
  if (outputs.length === 0) throw invalidModel('signature.output', `there are ${graph.output.map(({ name }) => `"${name}"`).join(', ')}.`);
  const map = outputs.find(({ name }) => zipped.has(name));
  const labels = classifierLabels(graph);
  if (map) {
    const node = zipped.get(map.name) as NodeProto;
    return probabilitiesOf({ name: node.input[0], type: DataType.FLOAT, rank: 2 }, labelsOf(node) ?? labels);
  }
  const tensors = outputs.map((output) => tensorOf(output, 'output'));
  const numbers = tensors.filter(({ type }) => numeric.has(type));
  const isClassifier =
    given.task === 'classification' || (given.task === undefined && (labels !== undefined || tensors.length > numbers.length));
  if (numbers.length !== 1) throw ambiguous(graph, numbers);
  const [{ width }] = numbers;
  if (isClassifier || (given.task === undefined && width !== undefined && width > 1)) return probabilitiesOf(numbers[0], labels);
  if (width !== undefined && width !== 1)
    throw invalidModel(`output "${numbers[0].name}"`, `a regression gives one number a row, not ${width}.`);
  return { tensor: numbers[0].name, task: 'regression', isSecondAlone: false, type: numbers[0].type, width: 1 };
}

function probabilitiesOf({ name, type, width: known }: GraphTensor, classes: readonly Label[] | undefined): OnnxAnswer {
  const width = known ?? classes?.length;
  return {
    tensor: name,
    task: 'classification',
    isSecondAlone: width === 1,
    type,
    ...(classes && { classes }),
    ...(width === undefined ? {} : { width }),
  };
}

function ambiguous({ output }: GraphProto, numbers: readonly GraphTensor[]) {
  const names = output.map(({ name }) => `"${name}"`).join(', ');
  if (numbers.length === 0)
    return invalidModel('the graph', `none of its outputs (${names}) is a tensor of numbers with a fraction; export probabilities.`);
  return invalidModel('the graph', `several of its outputs (${names}) could be the answer; name one as "output" in the signature.`);
}

/** The labels of the classifier that the graph is made about. */
function classifierLabels({ node }: GraphProto): readonly Label[] | undefined {
  return node.map(labelsOf).find((labels) => labels !== undefined);
}

function labelsOf({ attribute }: NodeProto): readonly Label[] | undefined {
  for (const { name, strings, ints } of attribute) {
    if (!name.startsWith('classlabels_')) continue;
    if (strings.length > 1) return strings.map((label) => new TextDecoder().decode(label));
    if (ints.length > 1) return ints.map(Number);
  }
  return undefined;
}
