import type { Matrix } from '../estimators/estimator.js';
import type { Frame } from '../frame/frame.js';
import type { SignatureColumn } from '../frame/signature.js';
import type { GraphBuilder } from '../onnx/graph-builder.js';
import { fitImpute, impute } from './impute.js';
import { fitIndicate, indicate } from './indicate.js';
import { fitOneHot, type OneHotColumn, type OneHotOptions, oneHotNames, oneHotToOnnx, writeOneHot } from './one-hot.js';
import { fitScale, scale } from './scale.js';
import type { FittedStep, ImputeStrategy, Scaling, StepDescription } from './step.js';

export interface PreparationOptions extends OneHotOptions {
  /** `none` where the estimator handles missing numbers itself. */
  readonly impute: ImputeStrategy | 'none';
  /** Share of missing training rows from which a number column gets a column that says so; only with imputation. */
  readonly indicateFrom: number;
  readonly scaling: Scaling;
}

export const defaultPreparation: PreparationOptions = {
  impute: 'median',
  indicateFrom: 0.01,
  scaling: 'standard',
  minFrequency: 5,
  maxCategories: 50,
};

/** Everything that preparation learned, as plain JSON. */
export interface PreparationDescription {
  readonly numbers: readonly string[];
  readonly steps: readonly StepDescription[];
  readonly texts: readonly OneHotColumn[];
}

/** Learns from the training rows how their raw columns become the matrix that an estimator reads. */
export function fitPreparation(train: Frame, columns: readonly SignatureColumn[], options: PreparationOptions): Preparation {
  const numbers = columns.filter(({ kind }) => kind === 'number').map(({ name }) => name);
  const texts = columns.filter(({ kind }) => kind === 'text').map(({ name }) => fitOneHot(train.text(name), options));
  return new Preparation(numbers, fitNumberSteps(numberBlock(train, numbers), options), texts);
}

function fitNumberSteps(numbers: Matrix, options: PreparationOptions): FittedStep[] {
  const steps: FittedStep[] = [];
  if (numbers.columns === 0) return steps;
  let block = numbers;
  const add = (step: FittedStep | undefined) => {
    if (!step) return;
    steps.push(step);
    block = step.transform(block);
  };
  if (options.impute !== 'none') {
    add(fitIndicate(block, options.indicateFrom));
    add(fitImpute(block, options.impute));
  }
  if (options.scaling !== 'none') add(fitScale(block, options.scaling, numbers.columns));
  return steps;
}

/** Fitted: number columns through their steps, then the 0s and 1s of the text columns, side by side in one float32 matrix. */
export class Preparation {
  /** Names of the matrix columns. */
  readonly names: readonly string[];
  /** For each matrix column the raw column it comes from. */
  readonly sources: readonly string[];

  constructor(
    private readonly numbers: readonly string[],
    private readonly steps: readonly FittedStep[],
    private readonly texts: readonly OneHotColumn[],
  ) {
    const through = (names: readonly string[]) => steps.reduce((named, step) => step.names(named), names);
    const numberNames = through(numbers);
    const encoded = texts.map(oneHotNames);
    this.names = [...numberNames, ...encoded.flat()];
    this.sources = [...numberSources(numbers, steps), ...encoded.flatMap((names, i) => names.map(() => texts[i].name))];
  }

  static load({ numbers, steps, texts }: PreparationDescription): Preparation {
    return new Preparation(numbers, steps.map(loadStep), texts);
  }

  toJSON(): PreparationDescription {
    return { numbers: this.numbers, steps: this.steps.map(({ description }) => description), texts: this.texts };
  }

  /** Throws `learning.column_missing` and `learning.value_invalid` (a text column where numbers were). */
  transform(frame: Frame): Matrix {
    const prepared = this.steps.reduce((block, step) => step.transform(block), numberBlock(frame, this.numbers));
    if (this.texts.length === 0) return prepared;
    const matrix = widen(prepared, this.names);
    let at = prepared.columns;
    for (const text of this.texts) {
      writeOneHot(text, frame.text(text.name), matrix, at);
      at += oneHotNames(text).length;
    }
    return matrix;
  }

  /** `inputs` maps a raw column to its graph input; returns the float32 [n, columns] tensor. */
  toOnnx(graph: GraphBuilder, inputs: ReadonlyMap<string, string>): string {
    const tensor = (name: string) => inputs.get(name) ?? name;
    const parts: string[] = [];
    if (this.numbers.length > 0) {
      const joined =
        this.numbers.length === 1 ? tensor(this.numbers[0]) : graph.node('Concat', this.numbers.map(tensor), { axis: { int: 1 } });
      parts.push(this.steps.reduce((block, step) => step.toOnnx(graph, block), joined));
    }
    if (this.texts.length > 0)
      parts.push(
        oneHotToOnnx(
          graph,
          this.texts,
          this.texts.map(({ name }) => tensor(name)),
        ),
      );
    return parts.length === 1 ? parts[0] : graph.node('Concat', parts, { axis: { int: 1 } });
  }
}

export function loadStep(description: StepDescription): FittedStep {
  switch (description.kind) {
    case 'impute':
      return impute(description);
    case 'indicate':
      return indicate(description);
    case 'scale':
      return scale(description);
  }
}

function numberSources(numbers: readonly string[], steps: readonly FittedStep[]): string[] {
  const marked = steps.flatMap(({ description }) => (description.kind === 'indicate' ? description.columns : []));
  return [...numbers, ...marked.map((column) => numbers[column])];
}

/** Number columns as float32 rows. Infinite values count as missing, numbers beyond float32 as its largest. */
function numberBlock(frame: Frame, names: readonly string[]): Matrix {
  const width = names.length;
  const data = new Float32Array(frame.rows * width);
  for (const [column, name] of names.entries()) {
    const { values } = frame.number(name);
    for (let row = 0; row < frame.rows; row++) data[row * width + column] = toFloat32(values[row]);
  }
  return { rows: frame.rows, columns: width, data, names };
}

const largestFloat32 = 3.4028234663852886e38;

/** A number as the graph takes it: rounded to float32, clamped to its range; infinite is missing (NaN). */
export function toFloat32(value: number): number {
  if (!Number.isFinite(value)) return Number.NaN;
  return Math.fround(Math.min(largestFloat32, Math.max(-largestFloat32, value)));
}

function widen(block: Matrix, names: readonly string[]): Matrix {
  const width = names.length;
  const data = new Float32Array(block.rows * width);
  for (let row = 0; row < block.rows; row++) data.set(block.data.subarray(row * block.columns, (row + 1) * block.columns), row * width);
  return { rows: block.rows, columns: width, data, names };
}
