/** The chance that a pair is so, by its cosine: 1 / (1 + exp(−(scale · cosine + bias))). */
export interface Calibration {
  readonly scale: number;
  readonly bias: number;
}

export function chanceOf({ scale, bias }: Calibration, cosine: number): number {
  return 1 / (1 + Math.exp(-(scale * cosine + bias)));
}

const steps = 50;
/** Keeps the fit finite where cosines part the pairs perfectly. */
const ridge = 1e-3;

/** Logistic regression of labels on cosines (Platt 1999) by Newton's method. */
export function calibrate(cosines: readonly number[], labels: readonly boolean[]): Calibration {
  let [scale, bias] = [10, -4];
  for (let step = 0; step < steps; step++) {
    let [g0, g1, h00, h01, h11] = [ridge * scale, 0, ridge, 0, 1e-9];
    for (const [i, cosine] of cosines.entries()) {
      const chance = chanceOf({ scale, bias }, cosine);
      const slope = chance - (labels[i] ? 1 : 0);
      const curve = chance * (1 - chance);
      g0 += slope * cosine;
      g1 += slope;
      h00 += curve * cosine * cosine;
      h01 += curve * cosine;
      h11 += curve;
    }
    const determinant = h00 * h11 - h01 * h01;
    const [ds, db] = [(h11 * g0 - h01 * g1) / determinant, (h00 * g1 - h01 * g0) / determinant];
    // Half steps far away: the curve is flat there.
    const damping = Math.min(1, 10 / Math.max(Math.abs(ds), Math.abs(db), 1e-9));
    scale -= damping * ds;
    bias -= damping * db;
    if (Math.abs(ds) + Math.abs(db) < 1e-9) break;
  }
  return { scale, bias };
}
