import { z } from 'zod';

export const outlierMethodSchema = z.enum(['iqr', 'zscore', 'isolation_forest', 'none']);
export const outlierThresholdSchema = z
  .number()
  .positive()
  .max(1000)
  .describe('iqr: interquartile ranges (1.5); zscore: standard deviations (3); isolation_forest: share of rows');
export const selectionMethodSchema = z.enum(['correlation', 'mutual_info', 'rfe', 'tree_importance', 'statistical', 'permutation']);
export const featureCountSchema = z.number().int().min(1).max(100_000);

const ngrams = z.tuple([z.number().int().min(1).max(8), z.number().int().min(1).max(8)]).nullable();

/** How columns of free text are read. The kinds beside `text` read clients' notes and take no options. */
const textSchema = z
  .strictObject({
    encoding: z.enum(['text', 'client_fast', 'client_elite', 'client_full']).optional().describe('Default text'),
    word_ngrams: ngrams.optional().describe('Smallest and largest n of the n-grams of words; null for none. Default [1, 2]'),
    char_ngrams: ngrams.optional().describe('Of characters within words; null for none. Default [2, 5]'),
    max_features: z.number().int().min(1).max(200_000).optional().describe('Terms at most; default by what the algorithm can take'),
    min_df: z
      .number()
      .positive()
      .max(1e9)
      .optional()
      .describe('Terms of fewer texts are left out; below 1 a share of the texts. Default 2'),
    sublinear: z.boolean().optional().describe('1 + ln(count) instead of the count; default true'),
    terms: z.boolean().optional().describe('false: only what is made of the terms, not they themselves'),
    embeddings: z.number().int().min(0).max(1000).optional().describe('Dimensions by truncated SVD of the terms; 0 for none'),
    statistics: z.boolean().optional().describe('Length, words, punctuation, capitals, digits, emoji; default true'),
  })
  .superRefine(({ encoding, ...options }, context) => {
    if (encoding === undefined || encoding === 'text') return;
    for (const [path, value] of Object.entries(options))
      if (value !== undefined) context.addIssue({ code: 'custom', path: [path], message: `does not go with the encoding ${encoding}` });
  });

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
  text: z
    .union([z.literal('none'), textSchema])
    .optional()
    .describe(
      'How columns of free text become numbers, learned from the training rows: TF-IDF of words and characters by default; none leaves them out',
    ),
  feature_selection: z
    .strictObject({ method: selectionMethodSchema, n_features: featureCountSchema })
    .optional()
    .describe('Only so many columns are learned from and asked for: those that say most of the target in the training rows'),
} as const;

export const preparationSchema = z.object(preparationFields);
export type PreparationRequest = z.infer<typeof preparationSchema>;
