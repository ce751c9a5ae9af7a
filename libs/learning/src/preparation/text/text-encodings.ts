import { LearningError } from '../../errors.js';
import type { TextColumn } from '../../frame/column.js';
import { categoryText } from '../clean-text.js';
import { type ClientOptions, clientElite, clientFast, clientFull } from '../../notes/clients/presets.js';
import { textEncoding } from './text.js';
import type { FittedTextEncoding, TextEncoding, TextEncodingDescription } from './text-encoding.js';
import type { TextOptions } from './text-options.js';

/** Every way of making numbers of free texts, by its kind. One that takes other options ignores those it does not know. */
const encodings: ReadonlyMap<string, TextEncoding<Partial<TextOptions>>> = new Map(
  [textEncoding, ...[clientFast, clientElite, clientFull].map(asIsEncoding)].map((encoding) => [encoding.kind, encoding]),
);

/** A preset of client features is always the same: of a plan's options it takes none. */
function asIsEncoding({ kind, fit, load }: TextEncoding<ClientOptions>): TextEncoding<Partial<TextOptions>> {
  return { kind, load, fit: (texts) => fit(texts, {}) };
}

export const textEncodingKinds: readonly string[] = [...encodings.keys()];

/** Throws `learning.parameter_invalid`, naming those there are. */
export function findTextEncoding(kind: string): TextEncoding<Partial<TextOptions>> {
  const encoding = encodings.get(kind);
  if (encoding) return encoding;
  throw new LearningError(
    'learning.parameter_invalid',
    `"text.encoding" must be one of ${textEncodingKinds.join(', ')}, not ${JSON.stringify(kind)}.`,
    'text.encoding',
  );
}

/** Throws `learning.model_invalid` for a kind that this version does not have, or a description that is not of its kind. */
export function loadTextEncoding(description: TextEncodingDescription): FittedTextEncoding {
  const encoding = encodings.get(description.kind);
  if (encoding) return encoding.load(description);
  throw new LearningError('learning.model_invalid', `This version has no encoding of texts "${description.kind}".`, 'encodings');
}

/** One text a row, as serving reads it: clean, and the empty text for a missing or blank one. */
export function textsOf({ codes, dictionary }: TextColumn): string[] {
  return Array.from(codes, (code) => (code < 0 ? '' : categoryText(dictionary[code])));
}
