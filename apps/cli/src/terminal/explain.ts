import { ProblemError } from '@atelier/sdk';

/** What to do, in the words of this program; for all other codes the platform's own advice stands. */
const advice: Readonly<Record<string, string>> = {
  'access.unauthenticated': 'Name the home folder with --home, or give --key or ATELIER_KEY.',
  'dataset.not_found': 'List the tables: atelier datasets',
  'dataset.column_not_found': 'Show the columns: atelier inspect DATASET_ID',
  'learning.algorithm_unknown': 'List the algorithms: atelier algorithms',
  'learning.task_unsupported': 'See what each algorithm can do: atelier algorithms',
  'learning.parameter_unknown': 'List the hyper-parameters: atelier algorithms NAME',
  'learning.parameter_invalid': 'See what it may be: atelier algorithms NAME',
  'learning.temporal_plan_invalid': 'See what a plan makes: atelier features plan DATASET_ID --date COLUMN',
  'job.not_found': 'List the jobs: atelier jobs',
  'model.not_found': 'List the models: atelier models',
  'model.not_in_production': 'Put a version into production: atelier models, then atelier promote MODEL_ID',
  'model.no_previous_version': 'Name a version with --to.',
  'request.invalid': '',
};

/** A failure as one reads it at a terminal: what happened, each fault that the sentence does not hold already, what to do. No stack. */
export function explain(error: unknown): string {
  if (!(error instanceof ProblemError)) return error instanceof Error ? error.message : String(error);
  const { detail, code, help, errors = [] } = error.problem;
  const faults = errors.filter(({ message }) => !detail.includes(message)).map(({ path, message }) => `  ${path}: ${message}`);
  const whatToDo = Object.hasOwn(advice, code) ? advice[code] : help;
  return [`${detail} (${code})`, ...faults, ...(whatToDo ? [`  ${whatToDo}`] : [])].join('\n');
}
