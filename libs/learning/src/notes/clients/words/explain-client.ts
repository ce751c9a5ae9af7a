import type { Matrix } from '../../../estimators/estimator.js';
import { SparseTable } from '../../../estimators/sparse-table.js';
import type { FittedTextEncoding } from '../../../preparation/text/text-encoding.js';
import { createRandom, shuffle } from '../../../random/random.js';
import { type SparseMatrix, sparseOf, type SparseRow } from '../../text/sparse-matrix.js';
import { clientTopics, type Topic } from './client-topics.js';

export interface ClientReason {
  /** "gifts twice". */
  readonly words: string;
  /** What it added to the probability or value. */
  readonly contribution: number;
}

export interface ClientExplanation {
  /** What the model says of a client without a note. */
  readonly base: number;
  /** What it says of this one; base and all contributions sum to it. */
  readonly output: number;
  /** What counts most first. */
  readonly reasons: readonly ClientReason[];
}

/** One number a row: a probability or a value. */
export type ScoreRows = (features: Matrix) => ArrayLike<number>;

/** Orders that are drawn, each also backwards. */
const pairs = 12;

/**
 * Why a model says of a client what it says, by what the notes speak of: Shapley values of topics, of which each stands for all its columns, against a
 * client without a note; over random orders and the same backwards (Mitchell et al. 2022). Any model, same answer each time.
 */
export function explainClient(text: string, encoding: FittedTextEncoding, score: ScoreRows): ClientExplanation {
  const client = encoding.transform([text]);
  const topics = clientTopics(text, client.indices, encoding.names);
  const topicOfEntry = entriesOf(client, topics);
  const orders = drawOrders(topics.length);
  // Of each order the rows in which one topic after another comes in, the empty one first.
  const rows = orders.flatMap((order) => grownRows(client, topicOfEntry, order));
  const scores = score(new SparseTable(sparseOf(rows, encoding.names)));
  const sums = new Float64Array(topics.length);
  for (const [i, order] of orders.entries())
    for (const [step, topic] of order.entries())
      sums[topic] += scores[i * (order.length + 1) + step + 1] - scores[i * (order.length + 1) + step];
  const reasons = topics.map(({ words }, topic) => ({ words, contribution: sums[topic] / orders.length }));
  return {
    base: scores[0],
    output: scores[topics.length],
    reasons: reasons.sort((a, b) => Math.abs(b.contribution) - Math.abs(a.contribution)),
  };
}

/** For each entry of the row the place of its topic. */
function entriesOf({ indices }: SparseMatrix, topics: readonly Topic[]): Int32Array {
  const ofColumn = new Map(topics.flatMap(({ columns }, topic) => columns.map((column): [number, number] => [column, topic])));
  return Int32Array.from(indices, (column) => ofColumn.get(column) ?? -1);
}

function drawOrders(topics: number): Int32Array[] {
  const random = createRandom(0);
  return Array.from({ length: pairs }, () =>
    shuffle(
      Int32Array.from({ length: topics }, (_, i) => i),
      random,
    ),
  ).flatMap((order) => [order, order.toReversed()]);
}

function grownRows({ indices, values }: SparseMatrix, topicOfEntry: Int32Array, order: Int32Array): SparseRow[] {
  const place = new Int32Array(order.length);
  for (const [step, topic] of order.entries()) place[topic] = step;
  return Array.from({ length: order.length + 1 }, (_, known) => {
    const entries = [...topicOfEntry.keys()].filter((entry) => place[topicOfEntry[entry]] < known);
    return { indices: entries.map((entry) => indices[entry]), values: entries.map((entry) => values[entry]) };
  });
}

export interface WordingOptions {
  /** How a score is written: "78 %", "$12,400". */
  readonly format: (value: number) => string;
  /** Reasons at most on either side. */
  readonly most?: number;
}

/** Reasons that move less of all that was moved are left out. */
const tellingShare = 0.04;

/** "78 % rather than 31 %: gifts twice, no limit on budget; against it hesitant." */
export function explanationInWords({ base, output, reasons }: ClientExplanation, { format, most = 4 }: WordingOptions): string {
  const moved = reasons.reduce((sum, { contribution }) => sum + Math.abs(contribution), 0);
  const telling = reasons.filter(({ contribution }) => Math.abs(contribution) > tellingShare * moved);
  const side = (sign: number) =>
    telling
      .filter(({ contribution }) => sign * contribution > 0)
      .slice(0, most)
      .map(({ words }) => words)
      .join(', ');
  const [up, down] = [side(1), side(-1)];
  const parts = [...(up ? [up] : []), ...(down ? [`${up ? 'against it' : 'for less speaks'} ${down}`] : [])];
  const compared = `${format(output)} rather than the ${format(base)} of a client without notes`;
  return parts.length > 0 ? `${compared}: ${parts.join('; ')}.` : `${compared}.`;
}
