import type { AttributeProto, GraphProto, NodeProto } from '../../onnx/generated/onnx-ml_pb.js';

/** Renames every tensor of a graph, those of graphs inside its nodes too, so that other names can be added; an absent input stays absent. */
export function prefixGraph(graph: GraphProto, prefix: string): void {
  const renamed = (name: string) => (name === '' ? '' : prefix + name);
  for (const tensor of [...graph.input, ...graph.output, ...graph.valueInfo, ...graph.initializer]) tensor.name = renamed(tensor.name);
  for (const { values } of graph.sparseInitializer) if (values) values.name = renamed(values.name);
  for (const annotation of graph.quantizationAnnotation) annotation.tensorName = renamed(annotation.tensorName);
  for (const node of graph.node) prefixNode(node, prefix, renamed);
}

function prefixNode(node: NodeProto, prefix: string, renamed: (name: string) => string): void {
  node.name = renamed(node.name);
  node.input = node.input.map(renamed);
  node.output = node.output.map(renamed);
  for (const inner of node.attribute.flatMap(graphsOf)) prefixGraph(inner, prefix);
}

function graphsOf({ g, graphs }: AttributeProto): GraphProto[] {
  return g ? [g, ...graphs] : graphs;
}
