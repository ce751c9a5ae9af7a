import { z } from 'zod';

export const outlierMethodSchema = z.enum(['iqr', 'zscore', 'isolation_forest', 'none']);
export const outlierThresholdSchema = z
  .number()
  .positive()
  .max(1000)
  .describe('iqr: interquartile ranges (1.5); zscore: standard deviations (3); isolation_forest: share of rows');
export const selectionMethodSchema = z.enum(['correlation', 'mutual_info', 'rfe', 'tree_importance', 'statistical', 'permutation']);
export const featureCountSchema = z.number().int().min(1).max(100_000);

/** How a training prepares its columns. All of it is learned from the training rows (in each fold anew) and travels inside the ONNX file. */
export const preparationFields = {
  cleaning: z
    .strictObject({
      missing_strategy: z
        .enum(['mean', 'median', 'mode', 'constant', 'knn', 'iterative', 'drop'])
        .optional()
        .describe('drop leaves rows with missing cells out of training; filling from the row before is for POST /api/ml/data/clean'),
      missing_indicator: z.boolean().optional().describe('A column of 0 and 1 for each number column with missing cells'),
      outlier_method: outlierMethodSchema.optional(),
      outlier_threshold: outlierThresholdSchema.optional(),
      outlier_action: z
        .enum(['cap', 'drop', 'robust_scale'])
        .optional()
        .describe('cap (default) keeps values within bounds, drop leaves training rows out, robust_scale scales by median and quartiles'),
    })
    .optional()
    .describe('How missing cells and outliers are treated, learned from the training rows alone'),
  encoding: z
    .enum(['one_hot', 'ordinal', 'frequency', 'target'])
    .optional()
    .describe('How texts become numbers; target: smoothed means, out of fold for the training rows'),
  polynomial: z
    .strictObject({ degree: z.union([z.literal(2), z.literal(3)]), interaction_only: z.boolean().default(false) })
    .optional()
    .describe('Products of number columns'),
  power: z.enum(['log1p', 'yeo_johnson', 'box_cox']).optional().describe('Number columns made more nearly normal'),
  quantile: z
    .strictObject({
      output: z.enum(['uniform', 'normal']).describe('What the numbers are spread over: 0 to 1, or a normal distribution'),
      n_quantiles: z.number().int().min(2).max(10_000).default(1000).describe('Landmarks per column; never more than training rows'),
    })
    .optional()
    .describe('Number columns become their rank among the training rows, by interpolation; in the place of power'),
  feature_selection: z
    .strictObject({ method: selectionMethodSchema, n_features: featureCountSchema })
    .optional()
    .describe('Only so many columns are learned from and asked for: those that say most of the target in the training rows'),
} as const;

export const preparationSchema = z.object(preparationFields);
export type PreparationRequest = z.infer<typeof preparationSchema>;
