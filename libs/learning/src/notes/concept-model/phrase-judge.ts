/** What speaks for and against a phrase of a note standing for the concept that is nearest to it. */
export interface PhraseEvidence {
  readonly cosine: number;
  /** How much nearer it is than the next concept. */
  readonly lead: number;
  /** Notes of the training that use the phrase without the lexicon knowing it. */
  readonly notes: number;
  readonly words: number;
  /** All its words, and not all of the alias's, are in an alias of the concept: a team is no business team. */
  readonly isPart: boolean;
  /** Cosine of the phrase and that alias of the concept which is most alike. */
  readonly aliasCosine: number;
}

export interface JudgedPhrase extends PhraseEvidence {
  /** Whether aliases of other concepts stand in it. */
  readonly covers: boolean;
  readonly isRight: boolean;
}

/** Weights of a logistic regression on `featuresOf`; plain numbers, kept in the model's metadata. */
export type JudgeWeights = readonly number[];

function featuresOf({ cosine, lead, notes, words, isPart, aliasCosine }: PhraseEvidence, covers: boolean): number[] {
  const alone = [1, cosine, lead, Math.log1p(notes), words, isPart ? 1 : 0, aliasCosine];
  return [...alone, ...(covers ? alone : alone.map(() => 0))];
}

const nothing: PhraseEvidence = { cosine: 0, lead: 0, notes: 0, words: 0, isPart: false, aliasCosine: 0 };

export const untoldWeights: JudgeWeights = featuresOf(nothing, false).map(() => 0);

export function judgedChance(weights: JudgeWeights, evidence: PhraseEvidence, covers: boolean): number {
  const sum = featuresOf(evidence, covers).reduce((total, value, i) => total + value * weights[i], 0);
  return 1 / (1 + Math.exp(-sum));
}

const steps = 30;
const ridge = 0.01;

/** Ridge-regularised logistic regression by Newton's method; the features are few. */
export function fitJudge(phrases: readonly JudgedPhrase[]): JudgeWeights {
  const rows = phrases.map((phrase) => featuresOf(phrase, phrase.covers));
  let weights: number[] = Array.from({ length: untoldWeights.length }, () => 0);
  for (let step = 0; step < steps; step++) {
    const gradient = weights.map((weight, i) => (i === 0 ? 0 : ridge * weight));
    const curvature = weights.map((_, i) => weights.map((__, j) => (i === j ? ridge : 0)));
    for (const [at, row] of rows.entries()) {
      const chance = 1 / (1 + Math.exp(-row.reduce((sum, value, i) => sum + value * weights[i], 0)));
      const slope = chance - (phrases[at].isRight ? 1 : 0);
      const curve = Math.max(1e-6, chance * (1 - chance));
      for (let i = 0; i < row.length; i++) {
        gradient[i] += slope * row[i];
        for (let j = 0; j < row.length; j++) curvature[i][j] += curve * row[i] * row[j];
      }
    }
    const move = solve(curvature, gradient);
    const length = Math.max(...move.map(Math.abs));
    weights = weights.map((weight, i) => weight - move[i] * Math.min(1, 5 / Math.max(1e-9, length)));
    if (length < 1e-8) break;
  }
  return weights;
}

/** Gaussian elimination of a small positive definite system. */
function solve(matrix: readonly (readonly number[])[], right: readonly number[]): number[] {
  const rows = matrix.map((row, i) => [...row, right[i]]);
  for (let i = 0; i < rows.length; i++)
    for (let below = i + 1; below < rows.length; below++) {
      const factor = rows[below][i] / rows[i][i];
      for (let j = i; j <= rows.length; j++) rows[below][j] -= factor * rows[i][j];
    }
  const solution = right.map(() => 0);
  for (let i = rows.length - 1; i >= 0; i--) {
    const known = solution.reduce((sum, value, j) => (j > i ? sum + value * rows[i][j] : sum), 0);
    solution[i] = (rows[i][rows.length] - known) / rows[i][i];
  }
  return solution;
}
