import { AtelierError, type ClientScore, type ClientScores as Scored, type PredictNotes } from '@atelier/contracts';
import { Injectable } from '@nestjs/common';
import { validate as isUuid } from 'uuid';
import type { ServedModel } from '../models/served-model.js';
import { type LoggedAnswers, Predictor } from '../predictions/predictor.js';
import { type ClientQuestion, questionsOf } from './client-questions.js';

/** Clients that are read at once: reading is done on the thread that answers others, too, who come in between. */
const chunkClients = 128;

/** Scores clients by their notes, each by several models. Every answer is logged as any other prediction is. */
@Injectable()
export class ClientScores {
  constructor(private readonly predictor: Predictor) {}

  /**
   * What cannot be read is told in `skipped`. Throws `model.not_found`, `model.not_in_production`, `model.not_ready`, `notes.model_unfit` and
   * `storage.full`.
   */
  async of(project: string, request: PredictNotes): Promise<Scored> {
    const models = await this.#models(project, request.models);
    const { clients, skipped } = questionsOf(request);
    const predictions: Scored['predictions'] = [];
    for (let from = 0; from < clients.length; from += chunkClients) {
      const part = clients.slice(from, from + chunkClients);
      const rows = part.map(({ clientId, notes }): Scored['predictions'][number] => ({ client_id: clientId, notes, scores: {} }));
      for (const [asked, model] of models) {
        const answers = await this.#ask(model, part, request.keep_text ?? true);
        for (const [i, row] of rows.entries()) row.scores[asked] = scoreOf(answers, i);
      }
      predictions.push(...rows);
    }
    return {
      models: Object.fromEntries(models.map(([asked, model]) => [asked, described(model)])),
      predictions,
      skipped: skipped.named,
      skipped_counts: skipped.counts,
    };
  }

  async #models(project: string, asked: PredictNotes['models']): Promise<[string, ServedModel][]> {
    const models: [string, ServedModel][] = [];
    for (const [name, which] of Object.entries(asked)) {
      const model = await (isUuid(which) ? this.predictor.byId(project, which) : this.predictor.byName(project, which));
      requireNotes(model, `models.${name}`);
      models.push([name, model]);
    }
    return models;
  }

  #ask(model: ServedModel, clients: readonly ClientQuestion[], keepText: boolean): Promise<LoggedAnswers> {
    const [{ name: column }] = model.signature.inputs;
    const rows = clients.map(({ text }) => ({ [column]: text }));
    const logged = keepText ? rows : rows.map(() => ({}));
    return this.predictor.answer(model, { rows, logged, path: () => 'notes', userId: null, cameAt: performance.now() });
  }
}

/** A model that reads nothing but one free text. */
function requireNotes({ name, signature: { inputs } }: ServedModel, path: string): void {
  if (inputs.length === 1 && inputs[0].width !== undefined) return;
  const message = `The model "${name}" reads ${inputs.length} columns; one that scores notes reads the text of a client alone.`;
  throw new AtelierError('notes.model_unfit', message, [{ path, message }]);
}

function described({ modelId, name, version, signature, labelsOrigin }: ServedModel): Scored['models'][string] {
  return {
    model_id: modelId,
    model_name: name,
    version,
    ...(signature.classes ? { classes: [...signature.classes] } : {}),
    ...(labelsOrigin ? { labels_origin: labelsOrigin } : {}),
  };
}

function scoreOf({ predictions, probabilities, ids }: LoggedAnswers, row: number): ClientScore {
  const given = { prediction: predictions[row], prediction_id: ids[row] };
  if (!probabilities) return given;
  return probabilities[row].length === 2
    ? { ...given, probability: probabilities[row][1] }
    : { ...given, probabilities: [...probabilities[row]] };
}
