import type { TrainRequest } from '@atelier/contracts';
import { type Command, InvalidArgumentError, Option } from 'commander';

type Prepared = Pick<TrainRequest, 'cleaning' | 'encoding' | 'polynomial' | 'power' | 'quantile' | 'text' | 'feature_selection'>;

export interface PreparationFlags {
  readonly missing?: string;
  readonly missingIndicator?: boolean;
  readonly outliers?: string;
  readonly outlierThreshold?: number;
  readonly outlierAction?: string;
  readonly encoding?: string;
  readonly polynomial?: number;
  readonly interactionsOnly?: boolean;
  readonly power?: string;
  readonly quantile?: string;
  readonly quantiles?: number;
  readonly text?: Prepared['text'];
  readonly select?: string;
  readonly features?: number;
}

export const selectionMethods = ['correlation', 'mutual_info', 'rfe', 'tree_importance', 'statistical', 'permutation'] as const;
export const outlierMethods = ['iqr', 'zscore', 'isolation_forest', 'none'] as const;

/** An option of which one of these is given. */
export function choice(flags: string, text: string, choices: readonly string[]): Option {
  return new Option(flags, text).choices(choices);
}

/** Adds what a training can do to its columns, learned from the training rows. */
export function withPreparation(command: Command): Command {
  return command
    .addOption(choice('--missing <strategy>', 'missing numbers', ['mean', 'median', 'mode', 'constant', 'knn', 'iterative', 'drop']))
    .option('--missing-indicator', 'a column of 0 and 1 for each number column with missing cells')
    .addOption(choice('--outliers <method>', 'find outliers', outlierMethods))
    .option('--outlier-threshold <number>', 'interquartile ranges, standard deviations, or a share of rows', numeric)
    .addOption(choice('--outlier-action <action>', 'what is done to outliers (default: cap)', ['cap', 'drop', 'robust_scale']))
    .addOption(choice('--encoding <encoding>', 'how texts become numbers', ['one_hot', 'ordinal', 'frequency', 'target']))
    .option('--polynomial <degree>', 'products of number columns, to degree 2 or 3', numeric)
    .option('--interactions-only', 'no squares and cubes among the products')
    .addOption(choice('--power <method>', 'make number columns more nearly normal', ['log1p', 'yeo_johnson', 'box_cox']))
    .addOption(
      choice('--quantile <output>', 'number columns as their rank among the training rows, evenly or normally spread', [
        'uniform',
        'normal',
      ]),
    )
    .option('--quantiles <count>', 'landmarks per column for --quantile (1000)', numeric)
    .option('--text <encoding>', 'how free texts are read: text, none, client_elite …, or JSON with options of text', textOption)
    .addOption(choice('--select <method>', 'keep only the columns that say most of the target', selectionMethods))
    .option('--features <count>', 'how many columns --select keeps', numeric);
}

/** The request's fields for these flags; none for none. */
export function preparationOf(flags: PreparationFlags): Prepared {
  const { missing, missingIndicator, outliers, outlierThreshold, outlierAction, encoding, polynomial, interactionsOnly, power } = flags;
  if ((flags.select === undefined) !== (flags.features === undefined)) throw new Error('--select METHOD and --features COUNT go together.');
  if (flags.quantiles !== undefined && flags.quantile === undefined) throw new Error('--quantiles COUNT goes with --quantile OUTPUT.');
  const cleaning = given({
    missing_strategy: missing,
    missing_indicator: missingIndicator,
    outlier_method: outliers,
    outlier_threshold: outlierThreshold,
    outlier_action: outlierAction,
  });
  // The choices of the flags are those of the request.
  return given({
    cleaning: Object.keys(cleaning).length > 0 ? cleaning : undefined,
    encoding,
    polynomial: polynomial === undefined ? undefined : { degree: polynomial, interaction_only: interactionsOnly ?? false },
    power,
    quantile: flags.quantile === undefined ? undefined : given({ output: flags.quantile, n_quantiles: flags.quantiles }),
    text: flags.text,
    feature_selection: flags.select === undefined ? undefined : { method: flags.select, n_features: flags.features },
  }) as Prepared;
}

/** The name of an encoding, or options of `text`. The server says what it does not know. */
function textOption(text: string): Prepared['text'] {
  if (text === 'none') return text;
  if (!text.trimStart().startsWith('{')) return { encoding: text } as Prepared['text'];
  try {
    return JSON.parse(text) as Prepared['text'];
  } catch (error) {
    throw new InvalidArgumentError(`It must be a name or JSON: ${(error as Error).message}`);
  }
}

/** Without what is undefined. */
export function given(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

export function numeric(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value)) throw new InvalidArgumentError('It must be a number.');
  return value;
}
