/** Element types of the tensors that a graph may hold. */
export type ElementType = 'float' | 'double' | 'int64' | 'int32' | 'bool' | 'string';

/**
 * Attributes carry their ONNX type by name of the wrapper so that 1 is not taken for an integer where a float is meant.
 * `int`/`ints` → INT/INTS, `float`/`floats` → FLOAT/FLOATS, `string`/`strings` → STRING/STRINGS.
 */
export type Attributes = Readonly<
  Record<
    string,
    | { readonly int: number }
    | { readonly float: number }
    | { readonly string: string }
    | { readonly ints: ArrayLike<number> }
    | { readonly floats: ArrayLike<number> }
    | { readonly strings: readonly string[] }
  >
>;

/** Builds one ONNX graph. Names of tensors are made by the builder and are unique. */
export interface GraphBuilder {
  /** Declares a graph input of shape [n, width]; 'm' is a width of any size. */
  input(name: string, type: 'float' | 'string' | 'int64', width: number | 'm'): string;
  /** Adds a node with one output and returns that output's name. `domain` '' is ai.onnx, 'ai.onnx.ml' the classic operators. */
  node(operator: string, inputs: readonly string[], attributes?: Attributes, domain?: '' | 'ai.onnx.ml'): string;
  /** As `node`, for operators with several outputs. */
  nodes(operator: string, inputs: readonly string[], outputs: number, attributes?: Attributes, domain?: '' | 'ai.onnx.ml'): string[];
  /** Stores a constant tensor and returns its name. */
  constant(type: ElementType, shape: readonly number[], values: ArrayLike<number> | readonly string[]): string;
  /** Makes a tensor a graph output under a public name. */
  output(name: string, tensor: string, type: ElementType, shape: readonly (number | 'n' | 'm')[]): void;
  /** The finished ModelProto as bytes. Throws when a node reads a tensor that nothing writes. */
  toBytes(metadata?: Readonly<Record<string, string>>): Uint8Array;
}
