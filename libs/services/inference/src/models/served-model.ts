import { AtelierError } from '@atelier/contracts';
import type { FeatureServiceReference, Label, PipelineManifest, RawRow, Signature, TextEncodings } from '@atelier/learning';
import { type LoggedModel, linePrefix } from '../spool/logged-prediction.js';
import { Batcher } from './batcher.js';
import type { Answers, GraphSession } from './graph-session.js';
import { RowCheck, type RowPath } from './row-check.js';

export interface ModelIdentity extends LoggedModel {
  readonly algorithm: string;
}

export interface ModelAnswers extends Answers {
  /** Columns of the rows that the model does not know. */
  readonly ignored: readonly string[];
}

/** A loaded version: it answers until it is retired, and what it has begun it finishes. */
export class ServedModel implements ModelIdentity {
  readonly project: string;
  readonly modelId: string;
  readonly name: string;
  readonly version: string;
  readonly algorithm: string;
  readonly linePrefix: string;
  readonly signature: Signature;
  /** Where features come from that a request leaves out. */
  readonly featureService: FeatureServiceReference | null;
  /** Grows with each use; the smallest goes first when memory is needed. */
  lastUse = 0;
  private readonly check: RowCheck;
  private readonly batcher: Batcher;
  private readonly chunkRows: number;
  private answering = 0;
  private retired = false;

  constructor(
    identity: ModelIdentity,
    { signature, feature_service: featureService }: Pick<PipelineManifest, 'signature' | 'feature_service'>,
    encodings: TextEncodings,
    private readonly session: GraphSession,
    sizes: { readonly batchRows: number; readonly chunkRows: number },
  ) {
    this.project = identity.project;
    this.modelId = identity.modelId;
    this.name = identity.name;
    this.version = identity.version;
    this.algorithm = identity.algorithm;
    this.linePrefix = linePrefix(identity);
    this.signature = signature;
    this.featureService = featureService ?? null;
    this.check = new RowCheck(signature, encodings);
    const most = rowsAtOnce(signature);
    this.chunkRows = Math.min(sizes.chunkRows, most);
    this.batcher = new Batcher((rows, feeds) => session.run(rows, feeds), Math.min(sizes.batchRows, most));
  }

  /** Answers rows in their order. `prediction.input_invalid` before anything runs, or when the answer is no number (values beyond float32). */
  async answer(rows: readonly RawRow[], path: RowPath): Promise<ModelAnswers> {
    if (this.retired) throw new AtelierError('model.not_ready', `${this.name} ${this.version} has just been unloaded.`);
    this.answering += 1;
    try {
      if (rows.length <= this.chunkRows) return await this.answerChunk(rows, path);
      return await this.answerChunks(rows, path);
    } finally {
      this.answering -= 1;
      if (this.retired && this.answering === 0) await this.session.close();
    }
  }

  /** The columns of a row that the model knows. */
  known(row: RawRow): RawRow {
    return this.check.known(row);
  }

  /** Frees the session, once the answers under way are given. Nobody may ask afterwards. */
  async retire(): Promise<void> {
    if (this.retired) return;
    this.retired = true;
    if (this.answering === 0) await this.session.close();
  }

  private async answerChunk(rows: readonly RawRow[], path: RowPath): Promise<ModelAnswers> {
    const encoded = this.check.encodeRows(rows, path);
    const answers = await this.batcher.submit(encoded.rows, encoded.feeds);
    requireFinite(answers, path);
    const { predictions, probabilities, scores } = answers;
    return { predictions, probabilities, scores, ignored: encoded.unknownColumns };
  }

  private async answerChunks(rows: readonly RawRow[], path: RowPath): Promise<ModelAnswers> {
    const { chunkRows } = this;
    const predictions: Label[] = [];
    const probabilities: (readonly number[])[] = [];
    const scores: (readonly number[])[] = [];
    const ignored = new Set<string>();
    for (let from = 0; from < rows.length; from += chunkRows) {
      const chunk = await this.answerChunk(rows.slice(from, from + chunkRows), (index) => path(from + index));
      predictions.push(...chunk.predictions);
      probabilities.push(...(chunk.probabilities ?? []));
      scores.push(...(chunk.scores ?? []));
      for (const name of chunk.ignored) ignored.add(name);
    }
    const orNull = (lists: readonly (readonly number[])[]) => (lists.length > 0 ? lists : null);
    return { predictions, probabilities: orNull(probabilities), scores: orNull(scores), ignored: [...ignored] };
  }
}

/** Numbers that a run reads at most: 16 MB. */
const mostNumbers = 2 ** 22;

/** Rows of one run: free texts are thousands of numbers each. */
function rowsAtOnce({ inputs }: Signature): number {
  const width = inputs.reduce((sum, column) => sum + (column.width ?? 1), 0);
  return Math.max(1, Math.floor(mostNumbers / width));
}

/** JSON has no NaN: an answer that is none is a refusal of what was asked. */
function requireFinite({ predictions, probabilities, scores }: Answers, path: RowPath): void {
  const numbers = probabilities ?? scores;
  for (let i = 0; i < predictions.length; i++) {
    const prediction = predictions[i];
    const isBroken = numbers ? !numbers[i].every(Number.isFinite) : !Number.isFinite(prediction);
    if (isBroken) {
      const errors = [{ path: path(i), message: 'has values so large that the model gives no finite answer' }];
      throw new AtelierError('prediction.input_invalid', `${path(i)} has values so large that the model gives no finite answer.`, errors);
    }
  }
}
