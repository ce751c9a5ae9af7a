import { LearningError } from '../../errors.js';
import type { ParameterValues } from '../parameters.js';
import type { HistogramLayout } from './histogram-layout.js';

/** Hyper-parameter of xgboost and lightgbm. */
export const interactionText = {
  type: 'text',
  default: null,
  pattern: '\\[\\s*\\[\\s*\\d+(\\s*,\\s*\\d+)*\\s*\\](\\s*,\\s*\\[\\s*\\d+(\\s*,\\s*\\d+)*\\s*\\])*\\s*\\]',
  expected: 'lists of column numbers from 0 such as [[0,1],[2,3,4]]',
  doc: 'Columns that may meet on a way from root to leaf, as [[0,1],[2,3,4]]: all columns on a way lie in one of the lists.',
} as const;

/** Which columns may still be split by below a way of splits (XGBoost, src/tree/constraints.cc; LightGBM, ColSampler::GetByNode). */
export class Interactions {
  private constructor(
    private readonly sets: readonly ReadonlySet<number>[],
    private readonly layout: HistogramLayout,
    /** Whether columns in no list may be split by, alone: so in XGBoost, not in LightGBM. */
    private readonly takesUnlisted: boolean,
  ) {}

  /** Undefined where all columns may meet; throws `learning.parameter_invalid` for columns that there are not. */
  static from(values: ParameterValues, columns: number, layout: HistogramLayout, takesUnlisted: boolean): Interactions | undefined {
    const text = values.interaction_constraints as string | null;
    if (text === null) return undefined;
    const sets = (JSON.parse(text) as number[][]).map((set) => new Set(set));
    const beyond = sets.flatMap((set) => [...set]).find((column) => column >= columns);
    if (beyond === undefined) return new Interactions(sets, layout, takesUnlisted);
    const message = `"interaction_constraints" names column ${beyond}, but there are ${columns}, from 0 to ${columns - 1}.`;
    throw new LearningError('learning.parameter_invalid', message, 'interaction_constraints');
  }

  /** Closes the slots that may not be split by below splits by the columns of `way`. */
  close(open: Uint8Array, way: readonly number[]): void {
    if (way.length === 0 && this.takesUnlisted) return;
    const allowed = new Set(way);
    for (const set of this.sets) if (way.every((column) => set.has(column))) for (const column of set) allowed.add(column);
    this.layout.columns.forEach((column, slot) => {
      if (!allowed.has(column)) open[slot] = 0;
    });
  }
}
