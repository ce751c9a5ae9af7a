import { fromBinary } from '@bufbuild/protobuf';
import { LearningError } from '../../errors.js';
import { type GraphProto, ModelProtoSchema } from '../../onnx/generated/onnx-ml_pb.js';
import { createGraph } from '../../onnx/graph-writer.js';
import { SubwordEncoder } from './subword-encoder.js';

/** Lengths below it are a text without a word. */
const shortestLength = 1e-12;
const featuresKey = 'atelier.features';
const frequentKey = 'atelier.frequent';

/**
 * The encoder as a graph: `ids` int64 [n, m] and `shares` float [n, m] (see `SubwordEncoder.featureRows`; 0 fills up) → `embedding` [n, d] of
 * length 1 or 0, and `cosines` [n, concepts] with the concepts' vectors [concepts × d]. It holds all weights; the metadata has the features'
 * hashes, base64 of uint32, and the words that count less than 1.
 */
export function encoderOnnx({ dimensions, features, weights, frequent }: SubwordEncoder, vectors: Float32Array): Uint8Array {
  const concepts = vectors.length / dimensions;
  const graph = createGraph('concept_encoder');
  const ids = graph.input('ids', 'int64', 'm');
  const shares = graph.input('shares', 'float', 'm');
  const table = new Float32Array((features.length + 1) * dimensions);
  table.set(weights, dimensions);
  const rows = graph.node('Gather', [graph.constant('float', [features.length + 1, dimensions], table), ids], { axis: { int: 0 } });
  const axis = (at: number) => graph.constant('int64', [1], [at]);
  const weighted = graph.node('Mul', [rows, graph.node('Unsqueeze', [shares, axis(2)])]);
  const sum = graph.node('ReduceSum', [weighted, axis(1)], { keepdims: { int: 0 } });
  const length = graph.node('ReduceL2', [sum, axis(1)], { keepdims: { int: 1 } });
  const embedding = graph.node('Div', [sum, graph.node('Max', [length, graph.constant('float', [1], [shortestLength])])]);
  const cosines = graph.node('Gemm', [embedding, graph.constant('float', [concepts, dimensions], vectors)], { transB: { int: 1 } });
  graph.output('embedding', embedding, 'float', ['n', dimensions]);
  graph.output('cosines', cosines, 'float', ['n', concepts]);
  return graph.toBytes({
    [featuresKey]: Buffer.from(features.buffer, features.byteOffset, features.byteLength).toString('base64'),
    [frequentKey]: JSON.stringify(Object.fromEntries(frequent)),
  });
}

/** Reads such a graph back. Throws `learning.model_invalid` where it is another one, or cut off. */
export function readEncoderOnnx(bytes: Uint8Array): { encoder: SubwordEncoder; vectors: Float32Array } {
  const { graph, features, frequent } = graphOf(bytes);
  const table = inputOf(graph, 'Gather', 0);
  const { values: vectors, shape } = inputOf(graph, 'Gemm', 1);
  const [rows, dimensions] = table.shape;
  if (rows !== features.length + 1 || shape[1] !== dimensions)
    throw invalid(`It has ${features.length} features, ${rows} rows of ${dimensions} weights and concepts of ${shape[1]}.`);
  return { encoder: new SubwordEncoder(dimensions, features, table.values.slice(dimensions), frequent), vectors };
}

function graphOf(bytes: Uint8Array): { graph: GraphProto; features: Uint32Array; frequent: Map<string, number> } {
  const { graph, metadataProps } = modelOf(bytes);
  const [text, frequent] = [featuresKey, frequentKey].map((name) => metadataProps.find(({ key }) => key === name)?.value);
  if (!graph || text === undefined || frequent === undefined) throw invalid('It is not the encoder of a concept model.');
  const hashes = Uint8Array.from(Buffer.from(text, 'base64'));
  if (hashes.length % 4 !== 0) throw invalid('Its features are cut off.');
  return {
    graph,
    features: new Uint32Array(hashes.buffer),
    frequent: new Map(Object.entries(JSON.parse(frequent) as Record<string, number>)),
  };
}

function modelOf(bytes: Uint8Array) {
  try {
    return fromBinary(ModelProtoSchema, bytes);
  } catch (cause) {
    throw invalid(`It is no ONNX file, or cut off (${(cause as Error).message}).`);
  }
}

/** The constant that the only node of an operator reads. */
function inputOf({ node, initializer }: GraphProto, operator: string, place: number): { shape: number[]; values: Float32Array } {
  const name = node.find(({ opType }) => opType === operator)?.input[place];
  const tensor = initializer.find((each) => each.name === name);
  const shape = tensor?.dims.map(Number) ?? [];
  const raw = tensor?.rawData.slice();
  if (!raw || shape.length !== 2 || raw.length !== 4 * shape[0] * shape[1])
    throw invalid(`The weights of its ${operator} are missing or cut off.`);
  return { shape, values: new Float32Array(raw.buffer, raw.byteOffset, raw.length / 4) };
}

function invalid(message: string): LearningError {
  return new LearningError('learning.model_invalid', `encoder.onnx: ${message}`, 'encoder.onnx');
}
