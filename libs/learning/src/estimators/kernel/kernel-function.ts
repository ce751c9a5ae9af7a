import { LearningError } from '../../errors.js';
import { dotProduct, type Points, squaredNorms } from '../points.js';

export const kernelKinds = ['linear', 'poly', 'rbf', 'sigmoid'] as const;
export type KernelKind = (typeof kernelKinds)[number];

/** linear: a·b; poly: (γ·a·b + coef0)^degree; rbf: exp(−γ‖a − b‖²); sigmoid: tanh(γ·a·b + coef0). */
export interface Kernel {
  readonly kind: KernelKind;
  readonly gamma: number;
  readonly coef0: number;
  readonly degree: number;
}

/** Whether moving all points changes nothing: distances stay, and a linear machine's offset takes the move up (its coefficients sum to 0). */
export function isTranslationFree({ kind }: Kernel): boolean {
  return kind === 'rbf' || kind === 'linear';
}

/** Points with their squared norms, as kernels read them. */
export interface NormedPoints extends Points {
  readonly norms: Float64Array;
}

export function normed(points: Points): NormedPoints {
  return { ...points, norms: squaredNorms(points) };
}

/**
 * ‖a − b‖² is computed as this share of ‖a‖² + ‖b‖², less 2·a·b: rounding then can't part a row from itself, however far from the origin, and
 * nothing else moves by more than 10⁻¹² of the norms.
 */
export const normShare = 1 - 1e-12;

/** values[j] = k(row of `a`, row j of `b`) for all j, or for those in columns[0…count−1]. */
export function kernelRow(
  kernel: Kernel,
  a: NormedPoints,
  row: number,
  b: NormedPoints,
  values: Float64Array,
  columns?: Int32Array,
  count = b.rows,
): void {
  const { kind, gamma } = kernel;
  const own = a.norms[row];
  for (let k = 0; k < count; k++) {
    const j = columns ? columns[k] : k;
    const product = dotProduct(a.data, row, b.data, j, a.columns);
    if (kind === 'rbf') {
      const distance = normShare * (own + b.norms[j]) - 2 * product;
      values[j] = distance > 0 ? Math.exp(-gamma * distance) : 1;
    } else values[j] = link(kernel, product);
  }
}

/** k(a, a) of each row. Throws `learning.value_invalid` where a number is too large for the kernel. */
export function kernelDiagonal(kernel: Kernel, { norms }: NormedPoints): Float64Array {
  const diagonal = norms.map((norm) => (kernel.kind === 'rbf' ? 1 : link(kernel, norm)));
  const wrong = diagonal.findIndex((value) => !Number.isFinite(value));
  if (wrong >= 0) throw overflow(wrong);
  return diagonal;
}

/** From a·b to the value, for all but rbf. */
export function link({ kind, gamma, coef0, degree }: Kernel, product: number): number {
  if (kind === 'linear') return product;
  const inner = gamma * product + coef0;
  return kind === 'poly' ? wholePower(inner, degree) : Math.tanh(inner);
}

function wholePower(base: number, exponent: number): number {
  let power = 1;
  for (let left = exponent, square = base; left > 0; left >>= 1, square *= square) if (left & 1) power *= square;
  return power;
}

export function overflow(row: number): LearningError {
  return new LearningError(
    'learning.value_invalid',
    `The values of row ${row + 1} are too large for the kernel; scale the columns or lower the degree.`,
    'kernel',
  );
}
