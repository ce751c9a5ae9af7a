import { LearningError } from '../../errors.js';
import type { DescribedEncoder, EncoderDescription } from './sentence-encoder.js';
import { subwordEncoder } from './subword-encoder.js';
import { untrainedEncoder } from './untrained-encoder.js';

/** The encoder that a manifest describes. Throws `learning.model_invalid` where it is none. */
export function readEncoder(description: EncoderDescription): DescribedEncoder {
  if (description.kind === 'untrained_subwords') return untrainedEncoder(description.dimensions);
  if (description.kind === 'subwords') return subwordEncoder(description);
  const { kind } = description as { readonly kind: unknown };
  throw new LearningError('learning.model_invalid', `There is no encoder of kind "${String(kind)}".`, 'encoder');
}
