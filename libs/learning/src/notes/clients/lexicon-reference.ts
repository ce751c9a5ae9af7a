import { LearningError } from '../../errors.js';
import { hashText } from '../../statistics/distinct-sketch.js';
import { bundledLexicon } from '../lexicon/bundled.js';
import type { Lexicon } from '../lexicon/lexicon.js';
import { requireLexicon } from '../lexicon/read-lexicon.js';

/** A lexicon as a model's description keeps it: the bundled one by the fingerprint of its content, any other one whole. */
export type LexiconReference = { readonly bundled: string } | Lexicon;

/** 64 bits of content in hexadecimal: equal concepts in equal order give equal fingerprints. */
export function lexiconFingerprint({ concepts }: Lexicon): string {
  const content = JSON.stringify(concepts.map(({ id, label, bucket, aliases, parents }) => [id, label, bucket, aliases, parents ?? []]));
  return [0x9747b28c, 0x3c6ef372].map((seed) => (hashText(content, seed) >>> 0).toString(16).padStart(8, '0')).join('');
}

let ofBundled: string | undefined;

function bundledFingerprint(): string {
  return (ofBundled ??= lexiconFingerprint(bundledLexicon()));
}

export function referTo(lexicon: Lexicon): LexiconReference {
  const isBundled = lexicon === bundledLexicon() || lexiconFingerprint(lexicon) === bundledFingerprint();
  return isBundled ? { bundled: bundledFingerprint() } : { concepts: lexicon.concepts };
}

/** Throws `learning.model_invalid` where the model was made with another bundled lexicon than this program's, or its own has a fault. */
export function lexiconOf(reference: LexiconReference): Lexicon {
  if (!('bundled' in reference)) return requireLexicon(reference, "the model's lexicon");
  if (reference.bundled === bundledFingerprint()) return bundledLexicon();
  throw new LearningError(
    'learning.model_invalid',
    `The model reads notes with bundled lexicon ${reference.bundled}; this version of Atelier has ${bundledFingerprint()}. Train it anew, or run it with its own version.`,
    'lexicon',
  );
}
