import type { GrowInput } from './grow-leaf-wise.js';

export interface GossRules {
  /** Share of the rows kept, those of the largest |g · h|. */
  readonly top: number;
  /** Share of the rows drawn from the others. */
  readonly other: number;
  /** First iterations, which see all rows. */
  readonly fullIterations: number;
}

/**
 * Gradient-based one-side sampling (LightGBM paper, section 3; goss.hpp): rows of large gradients are kept, some of the others are drawn and
 * count for all of them. Drawn per tree. `scaled` is where the scaled pairs are kept.
 */
export class Goss {
  constructor(
    private readonly rules: GossRules,
    private readonly scaled: Float32Array,
  ) {}

  draw(input: GrowInput): GrowInput {
    const { pairs, rows, iteration } = input;
    const top = Math.max(1, Math.floor(this.rules.top * rows.length));
    const other = Math.max(1, Math.floor(this.rules.other * rows.length));
    if (iteration < this.rules.fullIterations || top + other >= rows.length) return input;
    const sizes = Float32Array.from(rows, (row) => Math.abs(pairs[2 * row] * pairs[2 * row + 1]));
    const threshold = sizes.slice().sort()[rows.length - top];
    return { ...input, pairs: this.scaled, rows: this.pick(input, sizes, threshold, { top, other }) };
  }

  /** Kept and drawn rows, their pairs written to `scaled`. Each of the others is taken with the chance that is left for it. */
  private pick(
    { pairs, rows, random }: GrowInput,
    sizes: Float32Array,
    threshold: number,
    count: { top: number; other: number },
  ): Uint32Array {
    const factor = (rows.length - count.top) / count.other;
    const draw = random.fork('goss');
    let wanted = count.other;
    let left = sizes.reduce((sum, size) => sum + Number(size < threshold), 0);
    return rows.filter((row, i) => {
      const isKept = sizes[i] >= threshold;
      const isTaken = isKept || draw.next() * left < wanted;
      if (!isKept) {
        left--;
        wanted -= Number(isTaken);
      }
      const scale = isKept ? 1 : factor;
      this.scaled[2 * row] = pairs[2 * row] * scale;
      this.scaled[2 * row + 1] = pairs[2 * row + 1] * scale;
      return isTaken;
    });
  }
}
