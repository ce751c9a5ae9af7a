import { LearningError } from '../errors.js';
import { clusterAlgorithms } from './clusters/index.js';
import { requireUnlabelledSet } from './learning-set.js';
import { nearestName } from './parameters.js';
import { anomalyAlgorithms } from './trees/index.js';
import type { Unsupervised } from './unsupervised.js';

/** The lists of algorithms without a target; the folder of each runs the contract suite on them. */
const families: readonly (readonly Unsupervised[])[] = [clusterAlgorithms, anomalyAlgorithms];

/** Every algorithm by its name. */
export const unsupervised: ReadonlyMap<string, Unsupervised> = new Map(
  families.flat().map((algorithm) => [algorithm.name, checked(algorithm)]),
);

/** Throws `learning.algorithm_unknown`, naming the nearest. */
export function findUnsupervised(name: string): Unsupervised {
  const algorithm = unsupervised.get(name);
  if (algorithm) return algorithm;
  const names = [...unsupervised.keys()];
  const nearest = nearestName(name, names);
  const hint = nearest ? `; did you mean "${nearest}"?` : `; there are ${names.join(', ')}.`;
  throw new LearningError('learning.algorithm_unknown', `There is no algorithm without a target named "${name}"${hint}`, 'algorithm');
}

/** Checks what an algorithm is given before it learns. */
function checked(algorithm: Unsupervised): Unsupervised {
  return {
    ...algorithm,
    async fit(train, options) {
      requireUnlabelledSet(train, algorithm.handlesMissing);
      return algorithm.fit(train, options);
    },
  };
}
