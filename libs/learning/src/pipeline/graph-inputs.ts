import type { Signature } from '../frame/signature.js';
import type { GraphBuilder } from '../onnx/graph-builder.js';
import { inputNames } from './encode.js';

/** Declares a graph's inputs, as `inputNames` names them; returns their names by raw column. */
export function graphInputs(graph: GraphBuilder, signature: Signature): ReadonlyMap<string, string> {
  const names = inputNames(signature);
  const declared = signature.inputs.map(({ name, kind, width }, i) => {
    if (width !== undefined) return [name, graph.input(names[i], 'float', width)] as const;
    return [name, graph.input(names[i], kind === 'number' ? 'float' : 'string', 1)] as const;
  });
  return new Map(declared);
}
