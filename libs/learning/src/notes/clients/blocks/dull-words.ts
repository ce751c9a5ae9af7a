import { negationWords } from '../../detection/negation-words.js';
import { functionWords } from '../../language/function-words.js';
import { languages } from '../../lexicon/lexicon.js';
import { plainText } from '../../text/word-scanner.js';
import { defaultTokens } from '../../text/tokens.js';

const reading = { lowercase: true, stripAccents: 'unicode' } as const;
const wordsOf = (text: string) => defaultTokens(plainText(text, reading));

let found: readonly string[] | undefined;

/**
 * Function words of the five languages and what advisers write in every note, but for denials: among the most frequent words of notes in five languages
 * they would take most of the columns.
 */
export function dullWords(): readonly string[] {
  return (found ??= dullOf());
}

function dullOf(): readonly string[] {
  const denials = new Set(languages.flatMap((language) => negationWords[language].before.flatMap(wordsOf)));
  const all = new Set(languages.flatMap((language) => wordsOf(functionWords[language])));
  return [...all].filter((word) => !denials.has(word)).sort();
}
