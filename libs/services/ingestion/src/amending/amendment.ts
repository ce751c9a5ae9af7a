import type { DatasetAmendment } from '@atelier/contracts';

/** A change of a dataset as the REST API takes it. */
export type Amendment = DatasetAmendment;
export type ColumnAmendment = NonNullable<DatasetAmendment['columns']>[string];

/** Whether values of the column change, so that its cells are written anew. */
export function changesCells({ type, format, missing_tokens, replace, range, trim }: ColumnAmendment): boolean {
  return [type, format, missing_tokens, replace, range, trim].some((change) => change !== undefined);
}

/** Whether the texts of the source are needed again. */
export function readsAgain({ type, format, missing_tokens }: ColumnAmendment): boolean {
  return type !== undefined || format !== undefined || missing_tokens !== undefined;
}

/** Whether rows go or move, so that they no longer stand beside those of the file. */
export function changesRows({ drop_duplicates, drop_missing, drop_sparse_rows, sort_by }: Amendment): boolean {
  return [drop_duplicates, drop_missing, drop_sparse_rows, sort_by].some((change) => change !== undefined);
}
