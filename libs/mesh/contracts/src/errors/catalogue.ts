/** What kind of failure it is; the edge turns it into an HTTP status, the bus into a retry decision. */
export type ErrorKind =
  | 'invalid'
  | 'unauthenticated'
  | 'forbidden'
  | 'not_found'
  | 'conflict'
  | 'too_large'
  | 'unprocessable'
  | 'rate_limited'
  | 'unavailable'
  | 'internal';

interface ErrorEntry {
  readonly kind: ErrorKind;
  readonly title: string;
  /** What the reader can do about it, one sentence. */
  readonly help: string;
}

const entry = (kind: ErrorKind, title: string, help: string): ErrorEntry => ({ kind, title, help });

/** Every error code of the platform, once: statuses, documentation and SDK types derive from it. Codes are stable. */
export const errorCatalogue = {
  'request.invalid': entry(
    'invalid',
    'The request is not valid',
    'Mend the fields named in errors[]; unknown fields are refused and types are not coerced.',
  ),
  'request.too_large': entry('too_large', 'The request is too large', 'Send less at once, or raise the limit in the settings.'),
  'request.content_type': entry('invalid', 'Wrong content type', 'Send the content type that the route takes.'),
  'request.truncated': entry('invalid', 'The request ended early', 'Send it again; nothing of it was kept.'),
  'request.idempotency_conflict': entry(
    'conflict',
    'Idempotency key used for another request',
    'Use a new Idempotency-Key for a different body.',
  ),
  'request.rate_limited': entry('rate_limited', 'Too many requests', 'Wait for the time in Retry-After.'),
  'route.not_found': entry('not_found', 'No such route', 'See the OpenAPI document at /api/ml/openapi.json.'),
  'access.unauthenticated': entry(
    'unauthenticated',
    'No valid API key',
    'Send Authorization: Bearer KEY; the first key is in DIR/api-key.',
  ),
  'access.forbidden': entry('forbidden', 'The key may not do this', 'Use a key with the role that the detail names.'),
  'access.key_not_found': entry('not_found', 'No such API key', 'List the keys of the project.'),
  'access.insecure_settings': entry(
    'internal',
    'The settings are not safe',
    'Set the secrets that the detail names to values of your own.',
  ),
  'settings.invalid': entry('internal', 'The settings are not valid', 'Mend the settings that the detail names.'),
  'home.in_use': entry('conflict', 'Another program uses this folder', 'Use the running program, stop it, or choose another --home.'),
  'dataset.not_found': entry('not_found', 'No such dataset', 'List the datasets of the project.'),
  'dataset.unreadable': entry(
    'unprocessable',
    'The file cannot be read as a table',
    'Mend the row or column that the detail names and upload again; nothing was kept.',
  ),
  'dataset.format_unknown': entry(
    'unprocessable',
    'The format of the file is not known',
    'Upload CSV, TSV, Excel (.xlsx), JSON lines or Parquet, plain or gzipped.',
  ),
  'dataset.conversion_failed': entry(
    'unprocessable',
    'A value does not fit the type',
    'Mend what the detail names, say in missing_tokens what means missing, or choose another type; nothing changed.',
  ),
  'dataset.sheet_not_found': entry(
    'unprocessable',
    'No such sheet',
    'Name one of the sheets in the detail, or none for the first with cells.',
  ),
  'dataset.empty': entry('unprocessable', 'The file has no rows', 'Upload a file with a header and at least one row.'),
  'dataset.too_large': entry('too_large', 'The table is too large', 'Raise the limit that the detail names, or upload less.'),
  'dataset.name_invalid': entry('invalid', 'The name is not allowed', 'Use letters, digits, spaces, dots, dashes and underscores.'),
  'dataset.column_not_found': entry('unprocessable', 'No such column', 'Use one of the columns of the dataset.'),
  'job.not_found': entry('not_found', 'No such job', 'List the jobs of the project.'),
  'job.not_completed': entry('conflict', 'The job has not completed', 'Wait until its status is completed.'),
  'job.not_reported': entry('conflict', 'The job has no report', 'Train again: reports are kept since a later version.'),
  'job.already_ended': entry('conflict', 'The job has ended', 'Start a new one.'),
  'job.lease_lost': entry('conflict', 'Another worker has taken the job over', 'Nothing to do: the other worker finishes it.'),
  'job.crashed': entry('internal', 'The job ended abnormally', 'See the detail; a job is tried again a bounded number of times.'),
  'job.timed_out': entry('unprocessable', 'The job took longer than allowed', 'Use fewer rows or a smaller model, or raise the limit.'),
  'job.out_of_memory': entry('unprocessable', 'The job needed more memory than allowed', 'Use fewer rows or columns, or raise the limit.'),
  'model.not_found': entry('not_found', 'No such model', 'List the models at GET /api/ml/models/deployed.'),
  'model.version_taken': entry('conflict', 'The version exists already', 'Leave version out, or give a higher one.'),
  'model.version_invalid': entry(
    'invalid',
    'The version is not a semantic version that increases',
    'Give MAJOR.MINOR.PATCH above the latest.',
  ),
  'model.name_invalid': entry('invalid', 'The model name is not allowed', 'Use letters, digits, dots, dashes and underscores.'),
  'model.stage_conflict': entry('conflict', 'The model is not in a stage that allows this', 'See the stage in the detail.'),
  'model.no_previous_version': entry('conflict', 'There is no earlier version to go back to', 'Name a version with to_version.'),
  'model.not_in_production': entry(
    'not_found',
    'No version of this model is in production',
    'Promote a version first, or predict by model_id.',
  ),
  'model.not_ready': entry('unavailable', 'The model is not loaded yet', 'Try again in a moment.'),
  'model.uncertified': entry(
    'unprocessable',
    'The model has no valid parity certificate',
    'Train it again; a model without proof is not served.',
  ),
  'model.warming_failed': entry('unprocessable', 'The model could not be loaded', 'See the detail; what served before still serves.'),
  'prediction.input_invalid': entry('unprocessable', 'The features do not fit the model', 'Mend the columns named in errors[].'),
  'prediction.not_found': entry('not_found', 'No such prediction', 'Use a prediction_id that predict returned.'),
  'feature.view_not_found': entry('not_found', 'No such feature view', 'Register it first.'),
  'feature.view_invalid': entry('unprocessable', 'The feature view is not valid', 'Mend what the detail names.'),
  'feature.view_not_ready': entry(
    'unavailable',
    'The feature view is still being loaded',
    'Try again in a moment; GET /api/ml/features/views shows its progress.',
  ),
  'feature.entity_not_found': entry('not_found', 'No such entity', 'Register the entity first, or use one of those that the detail names.'),
  'feature.entity_conflict': entry(
    'conflict',
    'The entity exists with other join keys',
    'Join keys never change, as views stand on them: choose another name.',
  ),
  'feature.key_invalid': entry('unprocessable', 'A join key does not fit its entity', 'Give every join key of the entity, in its type.'),
  'feature.name_unknown': entry('unprocessable', 'No such feature', 'Use one of the features of the view.'),
  'feature.service_not_found': entry('not_found', 'No such feature service', 'Register it first, or use a version that the detail names.'),
  'feature.service_invalid': entry('unprocessable', 'The feature service is not valid', 'Mend what the detail names.'),
  'feature.in_use': entry('conflict', 'Something relies on it', 'Delete what the detail names first, or wait until it has ended.'),
  'feature.expression_invalid': entry(
    'unprocessable',
    'The expression is not valid',
    'Mend it at the character that the detail names; docs/guide/feature-store.md has the language.',
  ),
  'feature.rows_invalid': entry(
    'unprocessable',
    'The pushed rows do not fit the view',
    'Mend the columns named in errors[]; nothing was stored.',
  ),
  'feature.time_range_invalid': entry('unprocessable', 'The range of time is not valid', 'Give a start before the end.'),
  'feature.date_invalid': entry(
    'unprocessable',
    'The date cannot be asked for',
    'Give a date that is not before the newest row of the entity, as 2026-11-21 or with its time and zone.',
  ),
  'feature.labels_invalid': entry('unprocessable', 'The labels do not fit the feature service', 'Mend the column that the detail names.'),
  'feature.training_set_not_found': entry('not_found', 'No such training set', 'List the training sets.'),
  'feature.training_set_not_ready': entry('conflict', 'The training set is not built', 'Wait until its status is completed.'),
  'notes.too_few': entry('unprocessable', 'Too few notes', 'Upload more; `atelier notes generate` makes a synthetic world to try with.'),
  'notes.column_conflict': entry(
    'unprocessable',
    'A label has the name of a column of clients',
    'Rename the label column in the labels file.',
  ),
  'notes.not_clients': entry(
    'unprocessable',
    'The dataset is not one of clients',
    'Make one of notes and labels with POST /api/ml/notes/clients.',
  ),
  'notes.labels_missing': entry(
    'unprocessable',
    'The clients have no such label',
    'Make the clients anew with labels_dataset_id or generate_labels, or name one of their labels.',
  ),
  'notes.model_unfit': entry(
    'unprocessable',
    'The model does not read notes',
    'Name a model that was trained by POST /api/ml/notes/train.',
  ),
  'notes.client_missing': entry('unprocessable', 'A row has no client', 'The row was passed over; give it a client_id.'),
  'notes.text_empty': entry('unprocessable', 'A note is empty', 'The note was passed over.'),
  'notes.duplicate': entry('unprocessable', 'A note is there twice', 'The second was passed over: same client, date and text.'),
  'notes.date_invalid': entry('unprocessable', 'A date is none', 'The note was taken without it; write 2026-11-21.'),
  'notes.language_unknown': entry(
    'unprocessable',
    'A language is not known',
    'The note was taken and its language detected; en, fr, it, es and de are known.',
  ),
  'notes.label_client_unknown': entry('unprocessable', 'Labels of a client without notes', 'They were passed over.'),
  'notes.label_duplicate': entry('unprocessable', 'A client has labels twice', 'The first were taken.'),
  'notes.stage_missing': entry('unprocessable', 'A row tells no stage', 'The row was passed over; give it a stage.'),
  'notes.concept_unknown': entry('unprocessable', 'The lexicon has no such concept', 'It was passed over; use ids of the lexicon.'),
  'retraining.queue_full': entry('conflict', 'Too many retrainings are queued', 'Wait for one to end.'),
  'retraining.not_found': entry('not_found', 'No such retraining', 'List the retrainings.'),
  'artifact.not_found': entry('internal', 'Stored bytes are missing', 'Check the artifact store; the detail names the digest.'),
  'artifact.corrupt': entry('internal', 'Stored bytes do not match their digest', 'Restore the object from a backup; it is not served.'),
  'artifact.unavailable': entry('unavailable', 'The artifact store does not answer', 'Try again; loaded models still serve.'),
  'database.unavailable': entry('unavailable', 'The database does not answer', 'Try again in a moment.'),
  'broker.unavailable': entry('unavailable', 'The broker does not answer', 'Nothing to do: events wait in the outbox.'),
  'event.invalid': entry(
    'invalid',
    'The event does not fit its schema',
    'It is in the dead-letter topic with its reason; mend the producer and replay.',
  ),
  'event.handler_failed': entry(
    'internal',
    'An event could not be handled',
    'It is in the dead-letter topic with its reason; replay it after mending.',
  ),
  'event.dead_letter_not_found': entry('not_found', 'No such dead letter', 'List the dead letters; one that was replayed is one no more.'),
  'sandbox.crashed': entry('unprocessable', 'The file made its reader fail', 'The file is rejected; nothing was kept.'),
  'sandbox.timed_out': entry('unprocessable', 'Reading took longer than allowed', 'Upload less, or raise the limit.'),
  'sandbox.out_of_memory': entry('too_large', 'Reading needed more memory than allowed', 'Upload less, or raise the limit.'),
  'storage.full': entry('unavailable', 'The disk is full', 'Free space; nothing of the request was kept.'),
  'service.not_ready': entry(
    'unavailable',
    'The program is not ready',
    'Wait; what stays down is named in the detail and explained in the log.',
  ),
  'service.unavailable': entry('unavailable', 'A service does not answer', 'Try again in a moment.'),
  internal: entry('internal', 'Something went wrong', 'The id in instance finds it in the logs.'),
  'learning.parameter_unknown': entry('unprocessable', 'Unknown hyper-parameter', 'Use one of the names in the detail.'),
  'learning.parameter_invalid': entry('unprocessable', 'Hyper-parameter out of range', 'Use a value in the range of the detail.'),
  'learning.algorithm_unknown': entry('unprocessable', 'Unknown algorithm', 'Use one of the names in the detail.'),
  'learning.task_unsupported': entry('unprocessable', 'The algorithm does not do this task', 'Choose an algorithm for the task.'),
  'learning.column_missing': entry('unprocessable', 'No such column', 'Use one of the columns of the table.'),
  'learning.target_missing': entry('unprocessable', 'The target is missing everywhere', 'Choose a target column with values.'),
  'learning.target_constant': entry('unprocessable', 'The target has one value only', 'Choose a target with at least two values.'),
  'learning.target_identifier': entry('unprocessable', 'The target looks like an identifier', 'Choose a target whose values repeat.'),
  'learning.target_not_numeric': entry('unprocessable', 'The target is not numeric', 'Use task_type classification, or a numeric target.'),
  'learning.class_too_small': entry(
    'unprocessable',
    'A class has too few rows',
    'Add rows of the class, leave it out, or use fewer folds.',
  ),
  'learning.too_few_rows': entry('unprocessable', 'Too few rows', 'Add rows, or use fewer folds or smaller parts.'),
  'learning.no_features': entry('unprocessable', 'No usable feature column', 'Add columns that are not identifiers, constant or empty.'),
  'learning.value_invalid': entry('unprocessable', 'A value does not fit its column', 'Send a value of the type in the detail.'),
  'learning.temporal_plan_invalid': entry(
    'unprocessable',
    'The plan of temporal features cannot be carried out',
    'Change the field that the detail names; POST /api/ml/data/temporal-features/plan tells what a plan makes.',
  ),
  'learning.model_invalid': entry('unprocessable', 'The model file is not valid', 'Train it again.'),
  'learning.parity_failed': entry(
    'internal',
    'The ONNX file and the trainer disagree',
    'Report it with the job id; the model cannot be deployed.',
  ),
  'learning.aborted': entry('conflict', 'The work was cancelled', 'Start it again if it was not meant.'),
} as const satisfies Record<string, ErrorEntry>;

export type ErrorCode = keyof typeof errorCatalogue;

/** HTTP status of each kind: decided here once. */
export const statusOfKind: Readonly<Record<ErrorKind, number>> = {
  invalid: 400,
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  too_large: 413,
  unprocessable: 422,
  rate_limited: 429,
  internal: 500,
  unavailable: 503,
};

/** Whether trying the same again may help: only what is unavailable now. */
export function isRetryable(code: ErrorCode): boolean {
  return errorCatalogue[code].kind === 'unavailable';
}
