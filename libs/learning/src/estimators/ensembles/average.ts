import type { GraphBuilder } from '../../onnx/graph-builder.js';
import type { FittedEstimator, Matrix, Progress } from '../estimator.js';
import { codesOfLargest, normalised } from '../trees/learning-rows.js';
import {
  type FindEstimator,
  type FittedMember,
  loadMember,
  outputsOf,
  requireMatrix,
  type SavedMember,
  saveMember,
  savedEnsemble,
} from './members.js';
import { takeColumns } from './take-rows.js';

export interface AveragedMember extends FittedMember {
  /** Share of the whole; the shares sum to 1. */
  readonly weight: number;
  /** Columns of the matrix that the member reads; absent for all. */
  readonly columns?: Int32Array;
}

export interface AverageParts {
  readonly members: readonly AveragedMember[];
  /** 0 for regression. */
  readonly classes: number;
  readonly columns: number;
  readonly takesMissing: boolean;
  /** Each member casts its weight for one class instead of sharing it out by probability. */
  readonly hard: boolean;
  readonly history: readonly Progress[];
}

interface SavedAverage extends Omit<AverageParts, 'members'> {
  readonly format: 'atelier.average.1';
  readonly members: readonly (SavedMember & { readonly weight: number; readonly columns?: readonly number[] })[];
}

const format = 'atelier.average.1';

/** Probabilities closer than this count as equal in a hard vote, so that a tie falls alike in float64 and in the graph's float32. */
const tie = 1e-6;

/** A weighted mean of the members' probabilities, votes or values. */
export function fittedAverage(parts: AverageParts): FittedEstimator {
  const { members, classes, columns, takesMissing, hard, history } = parts;
  const outputs = (x: Matrix) => {
    requireMatrix(x, columns, takesMissing);
    return meanOutputs(parts, x);
  };
  return {
    predict: (x) => (classes > 0 ? codesOfLargest(outputs(x), classes) : outputs(x)),
    ...(classes > 0 && { predictProba: outputs }),
    importance: meanImportance(members, columns),
    history,
    toOnnx: (graph, input) => averageToOnnx(parts, graph, input),
    toJSON: (): SavedAverage => ({
      format,
      classes,
      columns,
      takesMissing,
      hard,
      history,
      members: members.map((member) => ({
        ...saveMember(member),
        weight: member.weight,
        ...(member.columns && { columns: Array.from(member.columns) }),
      })),
    }),
  };
}

/** Throws `learning.model_invalid` for anything that `toJSON` did not write. */
export function loadAverage(find: FindEstimator, json: unknown): FittedEstimator {
  const { format: _, members, ...rest } = savedEnsemble<SavedAverage>(json, format);
  return fittedAverage({
    ...rest,
    members: members.map((saved) => ({
      ...loadMember(find, saved, rest.classes),
      weight: saved.weight,
      ...(saved.columns && { columns: Int32Array.from(saved.columns) }),
    })),
  });
}

function meanOutputs({ members, classes, hard }: AverageParts, x: Matrix): Float64Array {
  const width = Math.max(1, classes);
  const mean = new Float64Array(x.rows * width);
  for (const member of members) {
    const own = outputsOf(member, member.columns ? takeColumns(x, member.columns) : x);
    const shares = hard && classes > 0 ? votes(own, classes) : own;
    for (let i = 0; i < mean.length; i++) mean[i] += member.weight * shares[i];
  }
  return mean;
}

/** 1 for each row's most probable class (of equal ones the first), else 0. */
function votes(probabilities: Float64Array, classes: number): Float64Array {
  const cast = new Float64Array(probabilities.length);
  for (let start = 0; start < probabilities.length; start += classes) {
    const own = probabilities.subarray(start, start + classes);
    const least = Math.max(...own) - tie;
    cast[start + own.findIndex((share) => share >= least)] = 1;
  }
  return cast;
}

function averageToOnnx({ members, classes, hard }: AverageParts, graph: GraphBuilder, input: string): string {
  const weighted = members.map(({ model, weight, columns }) => {
    const read = columns ? graph.node('Gather', [input, graph.constant('int64', [columns.length], columns)], { axis: { int: 1 } }) : input;
    const own = model.toOnnx(graph, read);
    const shares = hard && classes > 0 ? votesToOnnx(graph, own, classes) : own;
    return graph.node('Mul', [shares, graph.constant('float', [], [weight])]);
  });
  return weighted.length === 1 ? weighted[0] : graph.node('Sum', weighted);
}

function votesToOnnx(graph: GraphBuilder, probabilities: string, classes: number): string {
  const axes = graph.constant('int64', [1], [1]);
  const largest = graph.node('ReduceMax', [probabilities, axes], { keepdims: { int: 1 } });
  const least = graph.node('Sub', [largest, graph.constant('float', [], [tie])]);
  const candidates = graph.node('Cast', [graph.node('GreaterOrEqual', [probabilities, least])], { to: { int: 1 } });
  const chosen = graph.node('ArgMax', [candidates], { axis: { int: 1 }, keepdims: { int: 0 } });
  return graph.node('OneHot', [chosen, graph.constant('int64', [], [classes]), graph.constant('float', [2], [0, 1])]);
}

/** The weighted mean of the importances that members have, as shares of 1; undefined where none has any. */
export function meanImportance(members: readonly AveragedMember[], columns: number): Float64Array | undefined {
  const telling = members.filter(({ model }) => model.importance);
  if (telling.length === 0) return undefined;
  const sum = new Float64Array(columns);
  for (const { model, weight, columns: read } of telling)
    model.importance?.forEach((share, column) => {
      sum[read ? read[column] : column] += weight * share;
    });
  return normalised(sum);
}
