import type { ClientScore, NotesPredicted } from '@atelier/contracts';
import type { ClientNote } from '@atelier/learning';
import type { AtelierClient } from '@atelier/sdk';
import { InvalidArgumentError } from 'commander';

/** Characters of notes in one request: well below what a body may be. */
const charactersAtOnce = 8_000_000;

/** `purchase=purchased,value=lifetime_value`: what is asked, and the model that answers it; a name alone is both. */
export function deployedModels(text: string, before: Readonly<Record<string, string>> = {}): Record<string, string> {
  const models = { ...before };
  for (const part of text.split(',')) {
    const [asked, model = asked] = part.split('=').map((each) => each.trim());
    if (asked === '' || model === '') throw new InvalidArgumentError('Write NAME or WHAT=MODEL, with commas.');
    models[asked] = model;
  }
  return models;
}

/** The scores of all clients from a running platform, in requests of a size that it takes; a client's notes stay together. */
export async function scoresOfPlatform(
  platform: AtelierClient,
  notes: readonly ClientNote[],
  models: Readonly<Record<string, string>>,
): Promise<Pick<NotesPredicted, 'models' | 'predictions'>> {
  const predictions: NotesPredicted['predictions'][number][] = [];
  let described: NotesPredicted['models'] = {};
  for (const part of parts(notes)) {
    const answer = await platform.notes.predict({ notes: part, models: { ...models } });
    described = answer.models;
    predictions.push(...answer.predictions);
  }
  return { models: described, predictions };
}

/** The number that a score is: a probability, or the value itself. */
export function numberOf({ probability, prediction }: Pick<ClientScore, 'probability' | 'prediction'>): number {
  return probability ?? Number(prediction);
}

function* parts(notes: readonly ClientNote[]) {
  const byClient = Map.groupBy(notes, ({ clientId }) => clientId);
  let part: { client_id: string; date?: string | null; language?: string; text: string }[] = [];
  let characters = 0;
  for (const own of byClient.values()) {
    const length = own.reduce((sum, { text }) => sum + text.length, 0);
    if (part.length > 0 && (characters + length > charactersAtOnce || part.length + own.length > 50_000)) {
      yield part;
      part = [];
      characters = 0;
    }
    part.push(...own.map(({ clientId, date, language, text }) => ({ client_id: clientId, date, language, text })));
    characters += length;
  }
  if (part.length > 0) yield part;
}
