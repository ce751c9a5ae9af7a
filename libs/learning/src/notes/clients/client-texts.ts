import { clientText, type DatedNote } from './client-text.js';

/** An adviser's note as it lies in notes.csv. */
export interface ClientNote extends DatedNote {
  readonly clientId: string;
  /** As the adviser gave it. */
  readonly language?: string;
}

/** One text a client, clients in the order of their first notes. */
export function clientTexts(notes: Iterable<ClientNote>): Map<string, string> {
  const byClient = new Map<string, ClientNote[]>();
  for (const note of notes) {
    const own = byClient.get(note.clientId);
    if (own) own.push(note);
    else byClient.set(note.clientId, [note]);
  }
  return new Map([...byClient].map(([clientId, own]) => [clientId, clientText(own)]));
}
