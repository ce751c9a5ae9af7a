/** A quotient of polynomials, coefficients from the constant on. */
export interface Rational {
  readonly numerator: readonly number[];
  readonly denominator: readonly number[];
}

/** Of r = 0.180625 − q², for |q| ≤ 0.425, q = share − ½; to be multiplied by q (Wichura 1988, AS 241, PPND16). */
export const centralQuantile: Rational = {
  numerator: [
    3.3871328727963665, 133.14166789178438, 1971.5909503065513, 13731.69376550946, 45921.95393154987, 67265.7709270087, 33430.57558358813,
    2509.0809287301227,
  ],
  denominator: [
    1, 42.31333070160091, 687.1870074920579, 5394.196021424751, 21213.794301586597, 39307.89580009271, 28729.085735721943,
    5226.495278852854,
  ],
};

/** Of r = √(−ln(smaller tail)) − 1.6, down to tails of e⁻²⁵; the same source. */
export const tailQuantile: Rational = {
  numerator: [
    1.4234371107496835, 4.630337846156546, 5.769497221460691, 3.6478483247632045, 1.2704582524523684, 0.2417807251774506,
    0.022723844989269184, 0.0007745450142783414,
  ],
  denominator: [
    1, 2.053191626637759, 1.6763848301838038, 0.6897673349851, 0.14810397642748008, 0.015198666563616457, 0.0005475938084995345,
    1.0507500716444169e-9,
  ],
};

/** The standard normal distribution's quantile of a share from e⁻²⁵ to 1 − e⁻²⁵, to about 1e-15. */
export function normalQuantile(share: number): number {
  const q = share - 0.5;
  if (Math.abs(q) <= 0.425) return q * ratioAt(centralQuantile, 0.180625 - q * q);
  const tail = q < 0 ? share : 1 - share;
  const distance = ratioAt(tailQuantile, Math.sqrt(-Math.log(tail)) - 1.6);
  return q < 0 ? -distance : distance;
}

function ratioAt({ numerator, denominator }: Rational, x: number): number {
  return polynomialAt(numerator, x) / polynomialAt(denominator, x);
}

function polynomialAt(coefficients: readonly number[], x: number): number {
  return coefficients.reduceRight((sum, coefficient) => sum * x + coefficient, 0);
}
