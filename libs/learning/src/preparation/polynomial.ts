import { LearningError } from '../errors.js';
import type { Matrix } from '../estimators/estimator.js';
import type { GraphBuilder } from '../onnx/graph-builder.js';
import { finiteFloat32, type FittedStep, joinColumns, largestFloat32, type PolynomialDescription, splitColumns } from './step.js';

export interface PolynomialOptions {
  readonly degree: number;
  /** Only products of different columns: no squares and cubes. */
  readonly interactionOnly?: boolean;
}

/** A product of an earlier column of the result and one of the first. */
interface Product {
  readonly left: number;
  readonly right: number;
}

const mostColumns = 5000;

/**
 * Products of the first `columns` columns up to the degree, in the order of scikit-learn's PolynomialFeatures without its column of 1s. Throws
 * `learning.parameter_invalid` for a degree other than 2 or 3, and where more than 5,000 columns would come out.
 */
export function fitPolynomial(block: Matrix, { degree, interactionOnly = false }: PolynomialOptions, columns = block.columns): FittedStep {
  if (degree !== 2 && degree !== 3) throw invalid(`"degree" must be 2 or 3, not ${degree}.`);
  const count = termCount(columns, degree, interactionOnly);
  if (count > mostColumns)
    throw invalid(
      `Degree ${degree} makes ${count} columns of ${columns}; at most ${mostColumns} can be. Select features first, or use a smaller degree.`,
    );
  return polynomial({ kind: 'polynomial', degree, interactionOnly, columns, passed: block.columns - columns });
}

function invalid(message: string): LearningError {
  return new LearningError('learning.parameter_invalid', message, 'degree');
}

function termCount(n: number, degree: number, interactionOnly: boolean): number {
  const pairs = interactionOnly ? (n * (n - 1)) / 2 : (n * (n + 1)) / 2;
  const triples = interactionOnly ? (n * (n - 1) * (n - 2)) / 6 : (n * (n + 1) * (n + 2)) / 6;
  return n + pairs + (degree === 3 ? triples : 0);
}

export function polynomial(description: PolynomialDescription): FittedStep {
  const { columns } = description;
  const levels = productLevels(description);
  const products = levels.flat();
  const factors = productFactors(columns, products);
  const extend = (inputs: readonly string[], join: (of: readonly number[]) => string) => [
    ...inputs.slice(0, columns),
    ...factors.map(join),
    ...inputs.slice(columns),
  ];
  const names = (inputs: readonly string[]) => extend(inputs, (of) => termName(of, inputs));
  return {
    description,
    names,
    // A power of one column comes from it; a product of several stands for itself.
    sources: (inputs) => extend(inputs, (of) => (new Set(of.map((i) => inputs[i])).size === 1 ? inputs[of[0]] : termName(of, inputs))),
    transform: (block) => multiply(block, columns, products, names(block.names)),
    toOnnx: (graph, tensor) => toOnnx(graph, tensor, description, levels),
  };
}

/** The products of each degree, in order: every product of the degree below times each column from its last one on. */
function productLevels({ columns, degree, interactionOnly }: PolynomialDescription): Product[][] {
  const levels: Product[][] = [];
  let below = Array.from({ length: columns }, (_, column) => ({ at: column, last: column }));
  let next = columns;
  for (let level = 2; level <= degree; level++) {
    const made: { at: number; last: number; product: Product }[] = [];
    for (const { at, last } of below)
      for (let right = last + Number(interactionOnly); right < columns; right++)
        made.push({ at: next++, last: right, product: { left: at, right } });
    levels.push(made.map(({ product }) => product));
    below = made;
  }
  return levels;
}

/** For each product the first columns that it is made of, ascending. */
function productFactors(columns: number, products: readonly Product[]): number[][] {
  const factors: number[][] = Array.from({ length: columns }, (_, column) => [column]);
  for (const { left, right } of products) factors.push([...factors[left], right]);
  return factors.slice(columns);
}

function termName(of: readonly number[], names: readonly string[]): string {
  const powers = new Map<number, number>();
  for (const column of of) powers.set(column, (powers.get(column) ?? 0) + 1);
  return Array.from(powers, ([column, power]) => (power === 1 ? names[column] : `${names[column]}^${power}`)).join(' ');
}

function multiply(block: Matrix, columns: number, products: readonly Product[], names: readonly string[]): Matrix {
  const width = block.columns + products.length;
  const data = new Float32Array(block.rows * width);
  for (let row = 0; row < block.rows; row++) {
    const from = row * block.columns;
    const to = row * width;
    data.set(block.data.subarray(from, from + columns), to);
    for (let i = 0; i < products.length; i++) {
      const { left, right } = products[i];
      data[to + columns + i] = finiteFloat32(data[to + left] * data[to + right]);
    }
    data.set(block.data.subarray(from + columns, from + block.columns), to + columns + products.length);
  }
  return { rows: block.rows, columns: width, data, names };
}

/** In float32: one rounding per product, here as there. */
function toOnnx(graph: GraphBuilder, tensor: string, { columns, passed }: PolynomialDescription, levels: readonly Product[][]): string {
  const { first, rest } = splitColumns(graph, tensor, columns, passed);
  const gather = (from: string, indices: readonly number[]) =>
    graph.node('Gather', [from, graph.constant('int64', [indices.length], indices)], { axis: { int: 1 } });
  const made: string[] = [];
  let below = first;
  let start = 0;
  for (const products of levels) {
    if (products.length === 0) break;
    const left = gather(
      below,
      products.map((product) => product.left - start),
    );
    const product = graph.node('Mul', [
      left,
      gather(
        first,
        products.map(({ right }) => right),
      ),
    ]);
    made.push((below = finite(graph, product)));
    start = start === 0 ? columns : start + levels[made.length - 2].length;
  }
  return joinColumns(graph, [first, ...made, rest]);
}

/** What float32 can't hold becomes its largest; missing stays missing. */
function finite(graph: GraphBuilder, tensor: string): string {
  const [low, high] = [-largestFloat32, largestFloat32].map((limit) => graph.constant('float', [], [limit]));
  const raised = graph.node('Where', [graph.node('Less', [tensor, low]), low, tensor]);
  return graph.node('Where', [graph.node('Greater', [raised, high]), high, raised]);
}
