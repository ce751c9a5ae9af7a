import type { Matrix } from '../estimators/estimator.js';
import type { ModelOutput } from './model-output.js';

/** Rows that are predicted at once: enough to keep a model busy, few enough to be held. */
const rowsAtOnce = 8192;

/**
 * What a model gives on average where only some columns of a row are known and the others take the values of background rows. Answers many
 * such questions at once: `known[i * columns + column]` is 1 where question i knows the column; gives [questions × outputs].
 */
export function coalitionValues(
  model: ModelOutput,
  row: Float32Array,
  background: Matrix,
  known: Uint8Array,
  checkpoint: () => Promise<void>,
): Promise<Float64Array> {
  return new Coalitions(model, row, background, known).evaluate(checkpoint);
}

class Coalitions {
  private readonly questions: number;

  constructor(
    private readonly model: ModelOutput,
    private readonly row: Float32Array,
    private readonly background: Matrix,
    private readonly known: Uint8Array,
  ) {
    this.questions = known.length / background.columns;
  }

  async evaluate(checkpoint: () => Promise<void>): Promise<Float64Array> {
    const { background, model, questions } = this;
    const { outputs } = model;
    const answers = new Float64Array(questions * outputs);
    const atOnce = Math.max(1, Math.floor(rowsAtOnce / background.rows));
    for (let first = 0; first < questions; first += atOnce) {
      await checkpoint();
      const last = Math.min(questions, first + atOnce);
      const scores = model.evaluate(this.mixed(first, last));
      for (let i = 0; i < scores.length; i++) {
        const question = first + Math.floor(i / (background.rows * outputs));
        answers[question * outputs + (i % outputs)] += scores[i] / background.rows;
      }
    }
    return answers;
  }

  /** Every question's background rows, with the known columns as in the explained row. */
  private mixed(first: number, last: number): Matrix {
    const { background, known, row } = this;
    const { columns } = background;
    const size = background.data.length;
    const data = new Float32Array((last - first) * size);
    for (let question = first; question < last; question++) {
      const at = (question - first) * size;
      data.set(background.data, at);
      for (let column = 0; column < columns; column++) {
        if (known[question * columns + column] === 0) continue;
        for (let to = at + column; to < at + size; to += columns) data[to] = row[column];
      }
    }
    return { ...background, rows: (last - first) * background.rows, data };
  }
}
