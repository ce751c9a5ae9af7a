import type { Random } from '../../random/random.js';
import type { FitOptions, FittedEstimator, LearningSet, Progress } from '../estimator.js';
import { normalised } from '../trees/learning-rows.js';
import type { Tree } from '../trees/tree.js';
import { type AdaptiveBoosting, growWeighted, leavesOf, meanImportance, startWeights, type WeightedTree } from './adaboost-tree.js';
import { fittedBoosting } from './fitted-boosting.js';

/** A tree with the class that each of its leaves votes for. */
interface Voter extends WeightedTree {
  readonly votes: Int32Array;
}

/** Votes of rows so far: per row and class the weights of the trees for it. */
interface Tally {
  readonly set: LearningSet;
  readonly votes: Float64Array;
}

/** SAMME: discrete AdaBoost for two or more classes (scikit-learn's AdaBoostClassifier). */
export class BoostedVotes implements AdaptiveBoosting {
  readonly trees: Voter[] = [];
  private weights: Float64Array;
  private readonly classes: number;
  private readonly tally: Tally;
  private readonly validation?: Tally;

  constructor(
    private readonly train: LearningSet,
    private readonly options: FitOptions,
    private readonly random: Random,
  ) {
    this.classes = options.classes;
    this.weights = startWeights(train);
    this.tally = this.tallyOf(train);
    this.validation = options.validation && this.tallyOf(options.validation);
  }

  private tallyOf(set: LearningSet): Tally {
    return { set, votes: new Float64Array(set.x.rows * this.classes) };
  }

  async step(iteration: number, checkpoint: () => Promise<void>): Promise<boolean> {
    const { train, classes } = this;
    // No weight is lost for good (scikit-learn #20320).
    this.weights = this.weights.map((weight) => Math.max(weight, Number.EPSILON));
    const grown = await growWeighted(train, this.weights, classes, this.options, this.random.fork(iteration), checkpoint);
    const votes = votesOf(grown.tree, classes);
    const leaves = leavesOf(grown.tree, train.x);
    const isWrong = train.y.map((code, row) => Number(votes[leaves[row]] !== code));
    const error = weightedShare(isWrong, this.weights);
    // The first tree stays even if it is no better than chance: there has to be a model.
    if (error >= 1 - 1 / classes && iteration > 0) return false;
    const step = this.stepFor(error);
    this.keep({ ...grown, votes, weight: step });
    if (error <= 0 || error >= 1 - 1 / classes) return false;
    this.weights = normalised(this.weights.map((weight, row) => (isWrong[row] ? weight * Math.exp(step) : weight)));
    return true;
  }

  private stepFor(error: number): number {
    if (error <= 0 || error >= 1 - 1 / this.classes) return 1;
    return (this.options.parameters.learning_rate as number) * (Math.log((1 - error) / error) + Math.log(this.classes - 1));
  }

  private keep(voter: Voter): void {
    this.trees.push(voter);
    for (const tally of this.validation ? [this.tally, this.validation] : [this.tally]) {
      leavesOf(voter.tree, tally.set.x).forEach((leaf, row) => {
        tally.votes[row * this.classes + voter.votes[leaf]] += voter.weight;
      });
    }
  }

  measure(): Record<string, number> {
    const train_loss = this.logLoss(this.tally);
    return this.validation ? { train_loss, validation_loss: this.logLoss(this.validation) } : { train_loss };
  }

  /** Mean log loss of the probabilities that the votes stand for. */
  private logLoss({ set: { x, y, weights }, votes }: Tally): number {
    const { classes } = this;
    const total = this.totalWeight();
    const losses = y.map((code, row) => {
      const scores = Array.from(votes.subarray(row * classes, (row + 1) * classes), (vote) => this.score(vote / total));
      const highest = Math.max(...scores);
      return Math.log(scores.reduce((sum, score) => sum + Math.exp(score - highest), 0)) + highest - scores[code];
    });
    return weightedShare(losses, weights ?? new Float64Array(x.rows).fill(1));
  }

  /** What a share of the votes adds up to before the softmax: scikit-learn's decision value over K − 1. */
  private score(share: number): number {
    const others = this.classes - 1;
    return (share - (1 - share) / others) / others;
  }

  private totalWeight(trees: readonly Voter[] = this.trees): number {
    return trees.reduce((sum, { weight }) => sum + weight, 0);
  }

  finish(count: number, history: readonly Progress[], bestIteration?: number): FittedEstimator {
    const { classes } = this;
    const voters = this.trees.slice(0, count);
    const total = this.totalWeight(voters);
    const { columns } = this.train.x;
    return fittedBoosting({
      ensemble: {
        trees: voters.map((voter) => this.scored(voter, voter.weight / total)),
        columns,
        outputs: classes > 2 ? classes : 1,
        valuesPerLeaf: classes > 2 ? classes : 1,
        aggregate: 'sum',
        base: new Float64Array(classes > 2 ? classes : 1),
      },
      link: classes > 2 ? 'softmax' : 'logistic',
      importance: meanImportance(voters, columns),
      history,
      bestIteration,
    });
  }

  /** The tree with its part of the scores in the leaves: two classes have one score, above 0 for the second. */
  private scored({ tree, votes }: Voter, share: number): Tree {
    const { classes } = this;
    const others = classes - 1;
    const value = (vote: number, code: number) => (share * (vote === code ? 1 : -1 / others)) / others;
    const values =
      classes > 2
        ? Float32Array.from({ length: votes.length * classes }, (_, i) => value(votes[Math.floor(i / classes)], i % classes))
        : Float32Array.from(votes, (vote) => (vote === 1 ? 2 : -2) * share);
    return { ...tree, values };
  }
}

/** The class of each leaf; the lower one on a tie. */
function votesOf({ values }: Tree, classes: number): Int32Array {
  if (classes === 2) return Int32Array.from(values, (share) => Number(share > 0.5));
  return Int32Array.from({ length: values.length / classes }, (_, leaf) => {
    const own = values.subarray(leaf * classes, (leaf + 1) * classes);
    return own.indexOf(own.reduce((a, b) => Math.max(a, b)));
  });
}

function weightedShare(values: Float64Array, weights: Float64Array): number {
  let sum = 0;
  let total = 0;
  values.forEach((value, row) => {
    sum += value * weights[row];
    total += weights[row];
  });
  return sum / total;
}
