/** Lanczos coefficients, g = 7, n = 9 (Godfrey 2001); relative error below 1e-14. */
const lanczos = [
  0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059, 12.507343278686905,
  -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
];

/** ln Γ(x) for x > 0. */
export function lnGamma(x: number): number {
  if (x < 0.5) return Math.log(Math.PI / Math.sin(Math.PI * x)) - lnGamma(1 - x);
  let sum = lanczos[0];
  for (let i = 1; i < lanczos.length; i++) sum += lanczos[i] / (x - 1 + i);
  const t = x + 6.5;
  return 0.5 * Math.log(2 * Math.PI) + (x - 0.5) * Math.log(t) - t + Math.log(sum);
}

/** Regularised upper incomplete gamma Q(a, x), a > 0, x ≥ 0: series below a + 1, continued fraction above (Numerical Recipes 6.2). */
export function gammaQ(a: number, x: number): number {
  if (x <= 0) return 1;
  return x < a + 1 ? 1 - gammaSeries(a, x) : gammaFraction(a, x);
}

/** Regularised lower incomplete gamma P(a, x) = 1 − Q(a, x), exact where it is small. */
export function gammaP(a: number, x: number): number {
  if (x <= 0) return 0;
  return x < a + 1 ? gammaSeries(a, x) : 1 - gammaFraction(a, x);
}

function gammaSeries(a: number, x: number): number {
  let term = 1 / a;
  let sum = term;
  for (let n = a + 1; Math.abs(term) > Math.abs(sum) * 1e-16; n++) {
    term *= x / n;
    sum += term;
  }
  return sum * Math.exp(a * Math.log(x) - x - lnGamma(a));
}

/** Lentz's method. */
function gammaFraction(a: number, x: number): number {
  const tiny = 1e-300;
  let b = x + 1 - a;
  let c = 1 / tiny;
  let d = 1 / b;
  let h = d;
  let step = 0;
  for (let i = 1; Math.abs(step - 1) > 1e-15; i++) {
    const an = -i * (i - a);
    b += 2;
    d = 1 / nonZero(an * d + b, tiny);
    c = nonZero(b + an / c, tiny);
    step = d * c;
    h *= step;
  }
  return h * Math.exp(a * Math.log(x) - x - lnGamma(a));
}

function nonZero(value: number, tiny: number): number {
  return Math.abs(value) < tiny ? tiny : value;
}

/** P(χ² ≥ x) with the given degrees of freedom; 1 without any. */
export function chiSquareSurvival(x: number, degrees: number): number {
  return degrees <= 0 ? 1 : gammaQ(degrees / 2, x / 2);
}

/** P(Poisson(mean) ≥ count). */
export function poissonSurvival(count: number, mean: number): number {
  return count <= 0 ? 1 : gammaP(count, mean);
}

/** P(√n D ≥ t) of Kolmogorov's limiting distribution; the theta-function form where the alternating series converges slowly. */
export function kolmogorovSurvival(t: number): number {
  if (t <= 0) return 1;
  if (t < 1.18) {
    const y = Math.exp(-(Math.PI ** 2) / (8 * t * t));
    return 1 - (Math.sqrt(2 * Math.PI) / t) * (y + y ** 9 + y ** 25 + y ** 49);
  }
  const x = Math.exp(-2 * t * t);
  return 2 * (x - x ** 4 + x ** 9 - x ** 16);
}
