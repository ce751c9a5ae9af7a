import { create, toBinary, type UnknownField } from '@bufbuild/protobuf';
import {
  AttributeProto_AttributeType as AttributeType,
  type AttributeProto,
  AttributeProtoSchema,
  GraphProtoSchema,
  ModelProtoSchema,
  type NodeProto,
  NodeProtoSchema,
  type TensorProto,
  type ValueInfoProto,
  ValueInfoProtoSchema,
} from './generated/onnx-ml_pb.js';
import type { Attributes, ElementType, GraphBuilder } from './graph-builder.js';
import { packedFloats, packedIntegers } from './packed.js';
import { dataTypes, tensorProto, utf8 } from './tensor.js';

/** Versions that the files are written in; onnxruntime 1.30 runs them. */
export const onnxVersions = { ir: 10, ai: 21, ml: 4 } as const;

/**
 * A graph that is written node by node into a ModelProto: tensors only (no ZipMap), all data inside the file.
 * Nodes may read only what is already there, so their order is always a valid one.
 */
export function createGraph(name: string): GraphBuilder {
  return new GraphWriter(name);
}

class GraphWriter implements GraphBuilder {
  private readonly graphInputs: ValueInfoProto[] = [];
  private readonly graphOutputs: ValueInfoProto[] = [];
  private readonly graphNodes: NodeProto[] = [];
  private readonly constants: TensorProto[] = [];
  private readonly tensors = new Set<string>();
  private readonly renamed = new Map<string, string>();
  private made = 0;

  constructor(private readonly name: string) {}

  input(name: string, type: 'float' | 'string' | 'int64', width: number | 'm'): string {
    this.claim(name);
    this.graphInputs.push(valueInfo(name, type, ['n', width]));
    return name;
  }

  node(operator: string, inputs: readonly string[], attributes?: Attributes, domain?: '' | 'ai.onnx.ml'): string {
    return this.nodes(operator, inputs, 1, attributes, domain)[0];
  }

  nodes(
    operator: string,
    inputs: readonly string[],
    outputs: number,
    attributes: Attributes = {},
    domain: '' | 'ai.onnx.ml' = '',
  ): string[] {
    const read = inputs.map((input) => this.existing(input, operator));
    const names = Array.from({ length: outputs }, () => this.fresh(operator));
    this.graphNodes.push(
      create(NodeProtoSchema, {
        name: `${operator}_${this.graphNodes.length}`,
        opType: operator,
        domain,
        input: read,
        output: names,
        attribute: Object.entries(attributes).map(([attribute, value]) => attributeProto(attribute, value)),
      }),
    );
    return names;
  }

  constant(type: ElementType, shape: readonly number[], values: ArrayLike<number> | readonly string[]): string {
    const name = this.fresh('constant');
    this.constants.push(tensorProto(name, type, shape, values));
    return name;
  }

  /** The node that writes the tensor takes the public name where nobody reads it yet; else an Identity node gives it. */
  output(name: string, tensor: string, type: ElementType, shape: readonly (number | 'n' | 'm')[]): void {
    const source = this.existing(tensor, `output "${name}"`);
    this.claim(name);
    const writer = this.graphNodes.find((node) => node.output.includes(source));
    const taken = this.graphOutputs.some((output) => output.name === source) || this.graphNodes.some((node) => node.input.includes(source));
    if (writer && !taken) {
      writer.output[writer.output.indexOf(source)] = name;
      this.renamed.set(tensor, name);
    } else this.graphNodes.push(create(NodeProtoSchema, { name: `output_${name}`, opType: 'Identity', input: [source], output: [name] }));
    this.graphOutputs.push(valueInfo(name, type, shape));
  }

  toBytes(metadata: Readonly<Record<string, string>> = {}): Uint8Array {
    const model = create(ModelProtoSchema, {
      irVersion: BigInt(onnxVersions.ir),
      producerName: 'atelier',
      opsetImport: [
        { domain: '', version: BigInt(onnxVersions.ai) },
        { domain: 'ai.onnx.ml', version: BigInt(onnxVersions.ml) },
      ],
      metadataProps: Object.entries(metadata).map(([key, value]) => ({ key, value })),
      graph: create(GraphProtoSchema, {
        name: this.name,
        input: this.graphInputs,
        output: this.graphOutputs,
        node: this.graphNodes,
        initializer: this.constants,
      }),
    });
    return toBinary(ModelProtoSchema, model);
  }

  private existing(tensor: string, reader: string): string {
    if (tensor !== '' && !this.tensors.has(tensor))
      throw new ReferenceError(`${reader} reads the tensor "${tensor}", which nothing writes.`);
    return this.renamed.get(tensor) ?? tensor;
  }

  private claim(name: string): void {
    if (this.tensors.has(name)) throw new RangeError(`The graph already has a tensor named "${name}".`);
    this.tensors.add(name);
  }

  private fresh(stem: string): string {
    let name: string;
    do name = `${stem.toLowerCase()}/${this.made++}`;
    while (this.tensors.has(name));
    this.tensors.add(name);
    return name;
  }
}

export function valueInfo(name: string, type: ElementType, shape: readonly (number | 'n' | 'm')[]): ValueInfoProto {
  const dim = shape.map((length) =>
    typeof length === 'string'
      ? { value: { case: 'dimParam' as const, value: length } }
      : { value: { case: 'dimValue' as const, value: BigInt(length) } },
  );
  return create(ValueInfoProtoSchema, {
    name,
    type: { value: { case: 'tensorType', value: { elemType: dataTypes[type], shape: { dim } } } },
  });
}

function attributeProto(name: string, value: Attributes[string]): AttributeProto {
  if ('int' in value) return create(AttributeProtoSchema, { name, type: AttributeType.INT, i: BigInt(value.int) });
  if ('float' in value) return create(AttributeProtoSchema, { name, type: AttributeType.FLOAT, f: value.float });
  if ('string' in value) return create(AttributeProtoSchema, { name, type: AttributeType.STRING, s: utf8(value.string) });
  if ('ints' in value) return packed(name, AttributeType.INTS, packedIntegers(fieldNumbers.ints, value.ints));
  if ('floats' in value) return packed(name, AttributeType.FLOATS, packedFloats(fieldNumbers.floats, value.floats));
  return create(AttributeProtoSchema, { name, type: AttributeType.STRINGS, strings: encodeAll(value.strings) });
}

function packed(name: string, type: AttributeType, field: UnknownField): AttributeProto {
  const attribute = create(AttributeProtoSchema, { name, type });
  attribute.$unknown = [field];
  return attribute;
}

const fieldNumbers = { ints: AttributeProtoSchema.field.ints.number, floats: AttributeProtoSchema.field.floats.number };

/** Trees name their few modes a million times. */
function encodeAll(texts: readonly string[]): Uint8Array<ArrayBuffer>[] {
  const encoded = new Map<string, Uint8Array<ArrayBuffer>>();
  return texts.map((text) => {
    const bytes = encoded.get(text) ?? utf8(text);
    encoded.set(text, bytes);
    return bytes;
  });
}
