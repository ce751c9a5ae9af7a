import { z } from 'zod';
import { type Answer, cellSchema, labelSchema, modelTaskSchema } from './common.js';
import { featuresSchema } from './predictions.js';

const finding = z.looseObject({});

/** GET /api/ml/models/train/{job_id}/report: what is known of the model on its test rows. */
export const evaluationReportSchema = z
  .looseObject({
    format: z.literal(1),
    task: modelTaskSchema,
    rows: z.number().int().describe('Test rows'),
    metrics: z.record(z.string(), z.unknown()),
    intervals: z.record(z.string(), finding).optional().describe('By metric: 95 % bootstrap intervals'),
    curves: z.array(finding).optional().describe('Per class: ROC, precision-recall and calibration curves'),
    threshold: finding.optional().describe('For two classes: the threshold chosen on the validation rows, judged on the test rows'),
    slices: z.array(finding).optional().describe('Where the model errs most, as conditions on raw columns'),
    groups: z
      .array(finding)
      .optional()
      .describe('Without a target: the groups that were found, each by the columns in which it differs most from all rows'),
    examples: finding.optional().describe('Rows to look at, numbered from 0 as in the dataset'),
    points: z.array(finding).optional().describe('For regression: truth and prediction'),
    importance: z.array(finding).optional(),
    history: z.array(finding).optional(),
    partial_dependence: z.array(finding).optional().describe('The mean answer by value of the columns that matter most'),
  })
  .meta({ id: 'EvaluationReport' });
export type EvaluationReportAnswer = Answer<typeof evaluationReportSchema>;

/** POST /api/ml/models/train/{job_id}/explain */
export const explainRequestSchema = z
  .strictObject({ features: featuresSchema.optional(), rows: z.array(featuresSchema).min(1).max(100).optional() })
  .refine((body) => (body.features === undefined) !== (body.rows === undefined), {
    message: 'Give either features or rows.',
    path: ['features'],
  })
  .meta({ id: 'ExplainRequest' });
export type ExplainRequest = z.infer<typeof explainRequestSchema>;

const contributionSchema = z.object({
  feature: z.string(),
  value: cellSchema,
  contribution: z.number().describe('What the column added to the output (Shapley value)'),
  terms: z
    .array(z.object({ term: z.string(), contribution: z.number() }))
    .optional()
    .describe('Of a free text: what its own words added, most first; what it does not have makes up the rest'),
});

export const explanationsSchema = z
  .object({
    job_id: z.string(),
    method: z.enum(['tree_path_dependent', 'tree_interventional', 'linear', 'exact', 'sampled']),
    space: z.enum(['score', 'probability', 'value']).describe('What outputs are: scores before the link, probabilities, or values'),
    explanations: z.array(
      z.object({
        prediction: labelSchema,
        probabilities: z.array(z.number()).optional(),
        explained_class: labelSchema.optional(),
        base: z.number().describe('The output before anything is known of the row'),
        output: z.number().describe('Base and all contributions together'),
        contributions: z.array(contributionSchema),
      }),
    ),
  })
  .meta({ id: 'Explanations' });
export type Explanations = Answer<typeof explanationsSchema>;
