import { LearningError } from '../../errors.js';
import type { Member } from '../../estimators/parameters.js';
import type { Task } from '../../frame/signature.js';
import type { TextEncoding } from '../../preparation/text/text-encoding.js';
import type { SearchSpace } from '../../tuning/space.js';
import { type ClientOptions, clientElite, clientFast, clientFull } from '../clients/presets.js';

/** How much work goes into models of clients. */
export interface ClientPreset {
  readonly name: (typeof clientPresetNames)[number];
  /** What the platform calls the same trade. */
  readonly alias: (typeof clientPresetAliases)[number];
  readonly encoding: TextEncoding<ClientOptions>;
  /** Learned one by one; several also vote. */
  readonly members: (task: Task) => readonly Member[];
}

export const clientPresetNames = ['fast', 'elite', 'full'] as const;
export const clientPresetAliases = ['maximum_speed', 'balanced', 'maximum_accuracy'] as const;

/** The vote of a preset's members. */
export const voteName = 'vote';

/**
 * Regression trees look at as many columns per split as classification trees: with all of them, scikit-learn's default, a forest of the fast preset
 * takes 14 s in place of 0.8, for the same R².
 */
function forest(hyperparameters: Member['hyperparameters'] = {}): Member {
  return { algorithm: 'random_forest', hyperparameters: { ...hyperparameters, max_features: 'sqrt' } };
}

const member = (algorithm: string, hyperparameters: Member['hyperparameters'] = {}): Member => ({ algorithm, hyperparameters });

/** A few thousand clients say nothing finer of 384 dimensions; 256 bins took twice the time for the same scores. */
const fewBins = 64;

const presets: readonly ClientPreset[] = [
  { name: 'fast', alias: 'maximum_speed', encoding: clientFast, members: () => [forest()] },
  {
    name: 'elite',
    alias: 'balanced',
    encoding: clientElite,
    members: (task) => [
      forest({ n_estimators: 250, max_depth: 20 }),
      member('gradient_boosting', { n_estimators: 100 }),
      member(task === 'classification' ? 'logistic' : 'ridge'),
    ],
  },
  {
    name: 'full',
    alias: 'maximum_accuracy',
    encoding: clientFull,
    members: () => [
      forest({ n_estimators: 200 }),
      member('gradient_boosting', { n_estimators: 200 }),
      member('xgboost', { n_estimators: 200, max_bin: fewBins }),
      member('lightgbm', { n_estimators: 200, max_bin: fewBins - 1 }),
      member('catboost', { iterations: 200, border_count: fewBins }),
    ],
  },
];

/** By its name here or on the platform. Throws `learning.parameter_invalid`. */
export function clientPreset(name: string): ClientPreset {
  const preset = presets.find((each) => each.name === name || each.alias === name);
  if (preset) return preset;
  const known = presets.map((each) => `${each.name} (${each.alias})`).join(', ');
  throw new LearningError('learning.parameter_invalid', `"preset" must be one of ${known}, not ${JSON.stringify(name)}.`, 'preset');
}

const counts = { type: 'choice', choices: [100, 200, 300] } as const;
const depths = { type: 'choice', choices: [10, 15, 20] } as const;
const rates = { type: 'choice', choices: [0.01, 0.1, 0.3] } as const;

/** What a member may be tuned to; undefined for one that isn't. CatBoost's trees are symmetric: one of depth 15 has 32,768 leaves, and 16 is its limit. */
export function memberSpace(algorithm: string): SearchSpace | undefined {
  switch (algorithm) {
    case 'random_forest':
      return { n_estimators: counts, max_depth: depths };
    case 'gradient_boosting':
    case 'xgboost':
    case 'lightgbm':
      return { n_estimators: counts, max_depth: depths, learning_rate: rates };
    case 'catboost':
      return { iterations: counts, depth: { type: 'choice', choices: [4, 6, 8] }, learning_rate: rates };
    default:
      return undefined;
  }
}

export const memberSearch = { trials: 10, folds: 3 } as const;
