import type { FittedEstimator, Matrix } from '../estimators/estimator.js';
import type { Frame } from '../frame/frame.js';
import type { Label, Signature } from '../frame/signature.js';
import { createGraph } from '../onnx/graph-writer.js';
import type { Preparation } from '../preparation/preparation.js';
import { outputNames } from './encode.js';
import { graphInputs } from './graph-inputs.js';
import { inPieces } from './pieces.js';

/** What a pipeline says of a frame's rows. */
export interface PipelinePredictions {
  /** The target's own labels, one per row; for regression the values. */
  readonly labels: readonly Label[];
  /** Class codes, for classification. */
  readonly codes?: Float64Array;
  /** Row-major [rows × classes] in the order of the signature's classes, for classification. */
  readonly probabilities?: Float64Array;
  /** For regression. */
  readonly values?: Float64Array;
  /** Row-major [rows × the signature's scores], without a target. */
  readonly scores?: Float64Array;
}

export interface PipelineParts {
  readonly signature: Signature;
  readonly preparation: Preparation;
  readonly algorithm: string;
  readonly estimator: FittedEstimator;
  /** The algorithm whose `load` reads the estimator's JSON, where it is another one: a calibrated classifier is saved as such. */
  readonly loadedBy?: string;
}

/** Fitted preparation and estimator under one signature: raw columns in, labels and probabilities or values out. */
export class Pipeline implements PipelineParts {
  readonly signature: Signature;
  readonly preparation: Preparation;
  readonly algorithm: string;
  readonly estimator: FittedEstimator;
  readonly loadedBy: string;

  constructor(parts: PipelineParts) {
    this.signature = parts.signature;
    this.preparation = parts.preparation;
    this.algorithm = parts.algorithm;
    this.estimator = parts.estimator;
    this.loadedBy = parts.loadedBy ?? parts.algorithm;
  }

  /** Needs the signature's columns; others are ignored. Throws `learning.column_missing` and `learning.value_invalid`. */
  predict(frame: Frame): PipelinePredictions {
    return this.predictMatrix(this.preparation.transform(frame));
  }

  predictMatrix(x: Matrix): PipelinePredictions {
    const { classes } = this.signature;
    const probabilities = classes && this.estimator.predictProba && inPieces(x, (piece) => this.estimator.predictProba!(piece));
    if (!classes || !probabilities) {
      const values = inPieces(x, (piece) => this.estimator.predict(piece));
      return { labels: Array.from(values), values };
    }
    const codes = mostProbable(probabilities, classes.length);
    return { labels: Array.from(codes, (code) => classes[code]), codes, probabilities };
  }

  /**
   * One graph from raw columns (number: float32 [n, 1], text: string [n, 1], free text: float32 [n, width], named by `inputNames`) to `probabilities`
   * [n, classes] and `label` (class code, int64 [n]), or `value` [n, 1]. Metadata: the signature as JSON.
   */
  toOnnx(): Uint8Array {
    const { signature } = this;
    const graph = createGraph(this.algorithm);
    const answer = this.estimator.toOnnx(graph, this.preparation.toOnnx(graph, graphInputs(graph, signature)));
    if (signature.classes) {
      const label = graph.node('ArgMax', [answer], { axis: { int: 1 }, keepdims: { int: 0 } });
      graph.output(outputNames.label, label, 'int64', ['n']);
      graph.output(outputNames.probabilities, answer, 'float', ['n', signature.classes.length]);
    } else graph.output(outputNames.value, answer, 'float', ['n', 1]);
    return graph.toBytes({ signature: JSON.stringify(signature) });
  }
}

/** Compared as float32, as the graph does; of equal ones the first. */
function mostProbable(probabilities: Float64Array, classes: number): Float64Array {
  return Float64Array.from({ length: probabilities.length / classes }, (_, row) => {
    let best = 0;
    for (let code = 1; code < classes; code++)
      if (Math.fround(probabilities[row * classes + code]) > Math.fround(probabilities[row * classes + best])) best = code;
    return best;
  });
}
