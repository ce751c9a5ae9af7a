import { LearningError } from '../../errors.js';
import type { Matrix } from '../../estimators/estimator.js';
import { SparseTable } from '../../estimators/sparse-table.js';
import { loadPipeline } from '../../pipeline/saved-pipeline.js';
import type { Pipeline, PipelinePredictions } from '../../pipeline/pipeline.js';
import type { FittedTextEncoding } from '../../preparation/text/text-encoding.js';
import { type ClientExplanation, explainClient } from '../clients/words/explain-client.js';
import { notesColumn } from './labelled-clients.js';

/** By target one number a client: the probability of yes, or the value. */
export type ClientScores = ReadonlyMap<string, Float64Array>;

/** Models of the same features side by side: every client's text is read once for all of them. */
export class ClientScorer {
  private readonly encoding: FittedTextEncoding;

  /** By target. Throws `learning.model_invalid` for models that don't read notes, or not alike. */
  constructor(readonly pipelines: ReadonlyMap<string, Pipeline>) {
    const encodings = Array.from(pipelines, ([target, pipeline]) => encodingOf(target, pipeline));
    const different = new Set(encodings.map(({ description }) => JSON.stringify(description)));
    if (different.size !== 1) throw invalid('they read notes in different ways, or there is none', 'models');
    this.encoding = encodings[0];
  }

  /** From `pipeline.json` of each target. */
  static load(saved: Iterable<readonly [target: string, json: unknown]>): ClientScorer {
    return new ClientScorer(new Map(Array.from(saved, ([target, json]) => [target, loadPipeline(json).pipeline])));
  }

  /** What the models read of these texts, as `clientText` makes them; one row a client. */
  features(texts: readonly string[]): Matrix {
    return new SparseTable(this.encoding.transform(texts));
  }

  predict(features: Matrix): ReadonlyMap<string, PipelinePredictions> {
    return new Map(Array.from(this.pipelines, ([target, pipeline]) => [target, pipeline.predictMatrix(features)]));
  }

  /** Probabilities and values of clients by their texts. */
  score(texts: readonly string[]): ClientScores {
    return this.scoreFeatures(this.features(texts));
  }

  /** By target, why the model says of a client what it says; some hundreds of scores of this one client. */
  explain(text: string): ReadonlyMap<string, ClientExplanation> {
    return new Map(
      Array.from(this.pipelines, ([target, pipeline]) => [
        target,
        explainClient(text, this.encoding, (features) => scoresOf(pipeline.predictMatrix(features))),
      ]),
    );
  }

  scoreFeatures(features: Matrix): ClientScores {
    return new Map(Array.from(this.predict(features), ([target, predictions]) => [target, scoresOf(predictions)]));
  }
}

/** The probability of the second of two classes, or the value. */
function scoresOf({ probabilities, values }: PipelinePredictions): Float64Array {
  if (!probabilities) return values ?? new Float64Array();
  return Float64Array.from({ length: probabilities.length / 2 }, (_, row) => probabilities[2 * row + 1]);
}

function encodingOf(target: string, { preparation, signature }: Pipeline): FittedTextEncoding {
  const encoding = preparation.encodings.get(notesColumn);
  if (encoding && signature.inputs.length === 1 && (signature.classes?.length ?? 2) === 2) return encoding;
  throw invalid(`the model of "${target}" does not read a client's notes alone, or has more than two classes`, target);
}

function invalid(what: string, where: string): LearningError {
  return new LearningError('learning.model_invalid', `These models can't be used together: ${what}.`, where);
}
