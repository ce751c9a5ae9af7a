import { LearningError } from '../errors.js';
import { indices } from '../frame/splits.js';
import { createRandom, shuffle } from '../random/random.js';
import { type Candidate, candidateAt, drawCandidate, requireSpace, type SearchSpace, spaceSize } from './space.js';

/** Spaces up to this size are drawn from without replacement. */
const mostListed = 100_000;

/**
 * So many points of the space by chance, the same for the same seed; the first n of more are the n of fewer. A small finite space gives no
 * point twice, and all of its points where fewer are in it than were asked for (scikit-learn's ParameterSampler). Throws `learning.parameter_invalid`.
 */
export function sampleCandidates(space: SearchSpace, count: number, seed: number): Candidate[] {
  requireSpace(space);
  if (!Number.isInteger(count) || count < 1)
    throw new LearningError('learning.parameter_invalid', `"trials" must be a whole number from 1, not ${count}.`, 'trials');
  const random = createRandom(seed).fork('random search');
  const size = spaceSize(space);
  if (size > mostListed) return Array.from({ length: count }, (_, trial) => drawCandidate(space, random.fork(trial)));
  return Array.from(shuffle(indices(size), random).subarray(0, count), (index) => candidateAt(space, index));
}
