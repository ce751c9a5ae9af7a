import type { Lexicon } from '../../lexicon/lexicon.js';
import { type Fault, LexiconError, readLexicon } from '../../lexicon/read-lexicon.js';

/** A lexicon from the bytes of its JSON file: what can be read, and every fault. Throws `LexiconError` where it is no JSON, or no lexicon. */
export function readLexiconFile(bytes: Uint8Array, file = 'lexicon.json'): { lexicon: Lexicon; faults: readonly Fault[] } {
  const text = new TextDecoder().decode(bytes);
  const broken = text.includes('\uFFFD')
    ? [{ file, message: 'Some letters are no UTF-8; they were replaced. Save the file as UTF-8.' }]
    : [];
  const { lexicon, faults } = readLexicon(parsed(text, file), file);
  if (lexicon.concepts.length === 0)
    throw new LexiconError([{ file, field: 'concepts', message: 'There is no concept that could be read.' }]);
  return { lexicon, faults: [...broken, ...faults] };
}

function parsed(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new LexiconError([{ file, message: `This is no JSON: ${(error as Error).message}` }]);
  }
}
