import { z } from 'zod';

/** What a schema describes, as others may read it: services answer with it, clients get it, nobody changes it. */
export type Answer<Schema extends z.ZodType> = Immutable<z.infer<Schema>>;
type Immutable<T> = T extends readonly (infer E)[]
  ? readonly Immutable<E>[]
  : T extends object
    ? { readonly [Key in keyof T]: Immutable<T[Key]> }
    : T;

/** A text that a database and every other program can hold: without NUL characters and halves of surrogate pairs. */
export const plainText = z.string().regex(/^[^\0\p{Surrogate}]*$/u, { message: 'must not hold NUL or broken Unicode characters' });

/** A target's own label: text, number or truth value. */
export const labelSchema = z.union([z.string(), z.number(), z.boolean()]);
export type Label = z.infer<typeof labelSchema>;
/** A cell of a row; null is a missing value. */
export const cellSchema = labelSchema.nullable();
export const timeSchema = z.iso.datetime();

export const taskTypeSchema = z.enum(['classification', 'regression']);
export type TaskType = z.infer<typeof taskTypeSchema>;

/** What a model does: with a target, or finding clusters or anomalies without one. */
export const modelTaskSchema = z.enum([...taskTypeSchema.options, 'clustering', 'anomaly_detection']);
export type ModelTask = z.infer<typeof modelTaskSchema>;

export const columnTypeSchema = z.enum(['integer', 'float', 'boolean', 'datetime', 'category', 'text', 'identifier']);

/** A dataset's column as every service knows it. */
export const columnSchemaSchema = z.object({
  name: z.string(),
  type: columnTypeSchema,
  role: z.enum(['feature', 'target', 'identifier', 'ignored']),
  /** Texts that mean "missing" in this column of the source, beside blanks. */
  missing_tokens: z.array(z.string()),
  /** How the source wrote its values where that matters (`dd-mm-yyyy`, `decimal comma`), so that requests may write them likewise. */
  format: z.string().nullable().optional(),
});
export type ColumnSchema = z.infer<typeof columnSchemaSchema>;

/** Metric values by name; the confusion matrix is an array of rows. */
export const modelMetricsSchema = z.record(z.string(), z.union([z.number(), z.null(), z.array(z.array(z.number()))]));
export type ModelMetrics = z.infer<typeof modelMetricsSchema>;

export const stageSchema = z.enum(['training', 'staged', 'production', 'archived']);
export type Stage = z.infer<typeof stageSchema>;

/** One page of a list. */
export const pageQuerySchema = z.strictObject({
  limit: z.coerce.number().int().min(1).max(500).default(100),
  cursor: z.string().max(200).optional().describe('The id of the last item of the page before'),
});
