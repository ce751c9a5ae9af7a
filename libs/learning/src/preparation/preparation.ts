import { LearningError } from '../errors.js';
import type { Matrix } from '../estimators/estimator.js';
import { sideBySide, SparseTable } from '../estimators/sparse-table.js';
import type { Frame } from '../frame/frame.js';
import type { SignatureColumn } from '../frame/signature.js';
import type { GraphBuilder } from '../onnx/graph-builder.js';
import { type Categories, type CategoryOptions, fitCategories } from './categories.js';
import { type CategoryEncoding, encoders } from './category-encoding.js';
import { fitImpute, impute } from './impute.js';
import { fitIndicate, indicate } from './indicate.js';
import { cap } from './cap.js';
import { iterativeImpute } from './iterative-impute.js';
import { knnImpute } from './knn-impute.js';
import { fitPca, pca, type PcaOptions } from './pca.js';
import { fitPolynomial, polynomial, type PolynomialOptions } from './polynomial.js';
import { fitPower, powerStep } from './power.js';
import { fitQuantile, type QuantileOptions, quantileStep } from './quantile-transform.js';
import { fitScale, scale } from './scale.js';
import { finiteFloat32, type FittedStep, type ImputeStrategy, type PowerMethod, type Scaling, type StepDescription } from './step.js';
import { fitTargetEncoding, type Labels, writeCrossFitted } from './target-encoding.js';
import { findTextEncoding, loadTextEncoding, textsOf } from './text/text-encodings.js';
import type { FittedTextEncoding, TextEncodingDescription } from './text/text-encoding.js';
import type { TextOptions } from './text/text-options.js';
import { fitFrequency, fitOrdinal } from './valued-categories.js';

export interface PreparationOptions extends CategoryOptions {
  /** `none` where the estimator handles missing numbers itself. */
  readonly impute: ImputeStrategy | 'none';
  /** Share of missing training rows from which a number column gets a column that says so; only with imputation. */
  readonly indicateFrom: number;
  readonly scaling: Scaling;
  /** Steps that were learned already, in place of imputation: `fitCleaning`'s. */
  readonly cleaning?: readonly FittedStep[];
  /** After imputation. */
  readonly power?: PowerMethod;
  /** Instead of the power, after imputation. */
  readonly quantile?: QuantileOptions;
  /** After the power. */
  readonly polynomial?: PolynomialOptions;
  /** Number columns, imputed and scaled, become principal components; indicators of missing numbers and text columns stay as they are. */
  readonly reduce?: PcaOptions & { readonly method: 'pca' };
  /** `codes` only for estimators that handle categories. */
  readonly encoding: CategoryEncoding;
  /** How columns of free text are read; without, as the kind `text` does by itself. */
  readonly text?: TextPlan;
}

/** A kind of text encoding and what it is told. */
export type TextPlan = Partial<TextOptions> & { readonly encoding: string };

export const defaultPreparation: PreparationOptions = {
  impute: 'median',
  indicateFrom: 0.01,
  scaling: 'standard',
  encoding: 'one_hot',
  minFrequency: 5,
  maxCategories: 50,
};

/** Everything that preparation learned, as plain JSON. */
export interface PreparationDescription {
  readonly numbers: readonly string[];
  readonly steps: readonly StepDescription[];
  readonly texts: readonly Categories[];
  /** `one_hot` where a description of an older version says nothing. */
  readonly encoding?: CategoryEncoding;
  /** How columns of free text were read; absent where there are none. */
  readonly encodings?: readonly { readonly name: string; readonly encoding: TextEncodingDescription }[];
}

/** Fitted encodings of free texts by their columns' names. */
export type TextEncodings = ReadonlyMap<string, FittedTextEncoding>;

/** Reads back how a model's columns of free text are read. Throws `learning.model_invalid`. */
export function textEncodingsOf({ encodings = [] }: Pick<PreparationDescription, 'encodings'>): TextEncodings {
  return new Map(encodings.map(({ name, encoding }) => [name, loadTextEncoding(encoding)]));
}

/** Whether a column holds free texts, which become many columns of numbers before the graph sees them. */
export function isFreeText({ kind, type }: Pick<SignatureColumn, 'kind' | 'type'>): boolean {
  return kind === 'text' && type === 'text';
}

/**
 * Learns from the training rows how their raw columns become the matrix that an estimator reads. Encoding by target needs the rows' `labels`; their own
 * matrix is then `trainingMatrix`, not `transform`.
 */
export function fitPreparation(
  train: Frame,
  columns: readonly SignatureColumn[],
  options: PreparationOptions,
  labels?: Labels,
): Preparation {
  const numbers = columns.filter(({ kind }) => kind === 'number').map(({ name }) => name);
  const categories = columns.filter((column) => column.kind === 'text' && !isFreeText(column));
  const texts = categories.map(({ name }) => fitTexts(train, name, options, labels));
  const encodings = new Map(columns.filter(isFreeText).map(({ name }) => [name, fitFreeText(train, name, options)]));
  return new Preparation(numbers, fitNumberSteps(numberBlock(train, numbers), options), texts, options.encoding, encodings);
}

function fitFreeText(train: Frame, name: string, { text = { encoding: 'text' } }: PreparationOptions): FittedTextEncoding {
  const { encoding, ...options } = text;
  return findTextEncoding(encoding).fit(textsOf(train.text(name)), options);
}

function fitTexts(train: Frame, name: string, options: PreparationOptions, labels?: Labels): Categories {
  const texts = train.text(name);
  const categories = fitCategories(texts, options);
  if (options.encoding === 'ordinal') return fitOrdinal(categories);
  if (options.encoding === 'frequency') return fitFrequency(categories, texts);
  if (options.encoding !== 'target') return categories;
  if (!labels) throw new LearningError('learning.parameter_invalid', 'Encoding by target needs the target of the rows.', 'encoding');
  return fitTargetEncoding(categories, texts, labels);
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
  const { cleaning, power, quantile, polynomial: products, reduce } = options;
  if (cleaning) cleaning.forEach(add);
  // Components are made of all numbers of a row, so there is none where one is missing.
  const imputation = options.impute === 'none' && reduce ? defaultPreparation.impute : options.impute;
  if (!cleaning && imputation !== 'none') {
    add(fitIndicate(block, options.indicateFrom));
    add(fitImpute(block, imputation));
  }
  const flags = block.columns - numbers.columns;
  const width = () => block.columns - flags;
  if (power) add(fitPower(block, power, width()));
  if (quantile) add(fitQuantile(block, quantile, width()));
  if (products) add(fitPolynomial(block, products, width()));
  if (options.scaling !== 'none') add(fitScale(block, options.scaling, width()));
  if (reduce) add(fitPca(block, reduce, width()));
  return steps;
}

/**
 * Fitted: number columns through their steps, then the categories as 0s and 1s or codes, then what free texts say, side by side in one float32 matrix,
 * a `SparseTable` where there are free texts.
 */
export class Preparation {
  /** Names of the matrix columns. */
  readonly names: readonly string[];
  /** For each matrix column the raw column it comes from; a principal component, which comes from many, stands for itself. */
  readonly sources: readonly string[];
  /** Number of categories of each matrix column, 0 for a number; only where there are codes. */
  readonly categories?: Int32Array;
  /** Names of the matrix columns that are not made of free texts: the first. */
  private readonly denseNames: readonly string[];

  constructor(
    private readonly numbers: readonly string[],
    private readonly steps: readonly FittedStep[],
    private readonly texts: readonly Categories[],
    private readonly encoding: CategoryEncoding,
    /** Of the columns of free text. */
    readonly encodings: TextEncodings = new Map(),
  ) {
    const through = (names: readonly string[]) => steps.reduce((named, step) => step.names(named), names);
    const numberNames = through(numbers);
    const encoded = texts.map(encoders[encoding].names);
    const free = Array.from(encodings, ([column, { names }]) => names.map((name) => `${column}: ${name}`));
    this.denseNames = [...numberNames, ...encoded.flat()];
    this.names = [...this.denseNames, ...free.flat()];
    this.sources = [
      ...numberSources(numbers, steps),
      ...encoded.flatMap((names, i) => names.map(() => texts[i].name)),
      ...Array.from(encodings, ([column, { names }]) => names.map(() => column)).flat(),
    ];
    const categories = [...numberNames.map(() => 0), ...texts.flatMap(encoders[encoding].categories), ...free.flat().map(() => 0)];
    if (categories.some((count) => count > 0)) this.categories = Int32Array.from(categories);
  }

  static load({ numbers, steps, texts, encoding = 'one_hot', encodings }: PreparationDescription): Preparation {
    return new Preparation(numbers, steps.map(loadStep), texts, encoding, textEncodingsOf({ encodings }));
  }

  toJSON(): PreparationDescription {
    const { numbers, texts, encoding } = this;
    const encodings = Array.from(this.encodings, ([name, { description }]) => ({ name, encoding: description }));
    return {
      numbers,
      steps: this.steps.map(({ description }) => description),
      texts,
      encoding,
      ...(encodings.length > 0 && { encodings }),
    };
  }

  /** Throws `learning.column_missing` and `learning.value_invalid` (a text column where numbers were). */
  transform(frame: Frame): Matrix {
    return this.withFreeTexts(frame, this.denseMatrix(frame));
  }

  private withFreeTexts(frame: Frame, dense: Matrix): Matrix {
    if (this.encodings.size === 0) return dense;
    const parts = Array.from(this.encodings, ([name, encoding]) => encoding.transform(textsOf(frame.text(name))));
    return new SparseTable(sideBySide(dense, parts, this.names), this.categories);
  }

  /** The columns that are not made of free texts. */
  private denseMatrix(frame: Frame): Matrix {
    const prepared = this.steps.reduce((block, step) => step.transform(block), numberBlock(frame, this.numbers));
    if (this.texts.length === 0) return prepared;
    const encoder = encoders[this.encoding];
    const matrix = widen(prepared, this.denseNames, this.categories?.subarray(0, this.denseNames.length));
    let at = prepared.columns;
    for (const text of this.texts) {
      encoder.write(text, frame.text(text.name), matrix, at);
      at += encoder.names(text).length;
    }
    return matrix;
  }

  /** The matrix of the rows that it was learned from: as `transform`, but that encodings by target leave each row's own target out. */
  trainingMatrix(train: Frame, labels: Labels): Matrix {
    const matrix = this.denseMatrix(train);
    if (this.encoding !== 'target') return this.withFreeTexts(train, matrix);
    const widths = this.texts.map((text) => encoders.target.names(text).length);
    let at = matrix.columns - widths.reduce((sum, width) => sum + width, 0);
    for (const [i, text] of this.texts.entries()) {
      writeCrossFitted(text, train.text(text.name), labels, matrix, at);
      at += widths[i];
    }
    return this.withFreeTexts(train, matrix);
  }

  /**
   * `inputs` maps a raw column to its graph input, of a free text the float32 [n, k] that its encoding makes of it (decision 031); returns the float32
   * [n, columns] tensor.
   */
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
        encoders[this.encoding].toOnnx(
          graph,
          this.texts,
          this.texts.map(({ name }) => tensor(name)),
        ),
      );
    parts.push(...Array.from(this.encodings.keys(), tensor));
    return parts.length === 1 ? parts[0] : graph.node('Concat', parts, { axis: { int: 1 } });
  }
}

export function loadStep(description: StepDescription): FittedStep {
  switch (description.kind) {
    case 'impute':
      return impute(description);
    case 'impute_knn':
      return knnImpute(description);
    case 'impute_iterative':
      return iterativeImpute(description);
    case 'indicate':
      return indicate(description);
    case 'cap':
      return cap(description);
    case 'power':
      return powerStep(description);
    case 'quantile':
      return quantileStep(description);
    case 'polynomial':
      return polynomial(description);
    case 'scale':
      return scale(description);
    case 'pca':
      return pca(description);
  }
}

function numberSources(numbers: readonly string[], steps: readonly FittedStep[]): readonly string[] {
  return steps.reduce((sources, step) => step.sources?.(sources) ?? sources, numbers);
}

/** Number columns as float32 rows. Infinite values count as missing, numbers beyond float32 as its largest. */
export function numberBlock(frame: Frame, names: readonly string[]): Matrix {
  const width = names.length;
  const data = new Float32Array(frame.rows * width);
  for (const [column, name] of names.entries()) {
    const { values } = frame.number(name);
    for (let row = 0; row < frame.rows; row++) data[row * width + column] = toFloat32(values[row]);
  }
  return { rows: frame.rows, columns: width, data, names };
}

/** A number as the graph takes it: rounded to float32, clamped to its range; infinite is missing (NaN). */
export function toFloat32(value: number): number {
  if (!Number.isFinite(value)) return Number.NaN;
  return finiteFloat32(value);
}

function widen(block: Matrix, names: readonly string[], categories: Int32Array | undefined): Matrix {
  const width = names.length;
  const data = new Float32Array(block.rows * width);
  for (let row = 0; row < block.rows; row++) data.set(block.data.subarray(row * block.columns, (row + 1) * block.columns), row * width);
  return { rows: block.rows, columns: width, data, names, ...(categories && { categories }) };
}
