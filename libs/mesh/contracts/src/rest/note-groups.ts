import { z } from 'zod';
import { type Answer, plainText } from './common.js';
import { skippedSchema } from './notes.js';

const id = z.string().min(1).max(100);
const column = plainText.min(1).max(1000);
const seed = z.number().int().min(0).max(4_294_967_295).default(0);
const name = plainText.min(1).max(200).optional().describe('Of the new dataset; made from that of the parent if left out');
const share = z.number().min(0).max(1);

/** POST /api/ml/notes/segments */
export const makeSegmentsSchema = z
  .strictObject({
    clients_dataset_id: id,
    segments: z
      .union([z.literal('auto'), z.number().int().min(2).max(100)])
      .default('auto')
      .describe('How many; auto takes the number of highest silhouette'),
    segments_of: id.optional().describe('A dataset of segments made before: its segments are taken, and these clients put into them'),
    seed,
    name,
  })
  .meta({ id: 'MakeSegments' });
export type MakeSegments = z.infer<typeof makeSegmentsSchema>;

const shareProfileSchema = z
  .object({
    clients: z.number().int(),
    share: share,
    all_share: share,
    lift: z.number().describe('share / all_share'),
    p_value: z
      .number()
      .describe('That the segment and the others have one share; for concepts adjusted over all of them (Benjamini–Hochberg)'),
  })
  .meta({ id: 'ShareProfile' });

const conceptProfileSchema = shareProfileSchema.extend({ concept: z.string() }).meta({ id: 'ConceptProfile' });

export const clientSegmentSchema = z
  .object({
    segment: z.number().int().describe('From 1, the largest first'),
    name: z.string(),
    words: z.array(z.string()),
    clients: z.number().int().describe('Of those that the segments were made from'),
    share,
    notes_per_client: z.number(),
    concepts_per_client: z.number(),
    concepts: z.array(conceptProfileSchema).describe('Said more often than of others, the surest first'),
    seldom: z.array(conceptProfileSchema).describe('Said less often'),
    languages: z.array(z.object({ language: z.string(), share, all_share: share })),
    purchased: shareProfileSchema.optional(),
    churned: shareProfileSchema.optional(),
    lifetime_value: z
      .object({ mean: z.number(), median: z.number(), all_mean: z.number(), all_median: z.number(), p_value: z.number() })
      .optional(),
    stability: share.describe(
      'Mean best Jaccard index with segments of clients drawn anew: above .75 it is found again, below .6 it is not',
    ),
    exemplars: z.array(z.string()).describe('The clients nearest to its centre'),
    assigned: z.number().int().describe('Clients of this dataset in it'),
  })
  .meta({ id: 'ClientSegment' });

export const segmentsMadeSchema = z
  .object({
    status: z.literal('success'),
    dataset_id: z
      .string()
      .describe('The new dataset: a row a client, with its segment, the distance to its centre and how clearly it belongs there'),
    name: z.string(),
    clients: z.number().int(),
    segments: z.array(clientSegmentSchema),
    silhouette: z.number().describe('Mean over clients, −1…1: below .25 segments shade into each other'),
    stability: z.number().describe('Mean adjusted Rand index with segments of clients drawn anew'),
    curve: z
      .array(z.object({ segments: z.number().int(), silhouette: z.number(), davies_bouldin: z.number(), inertia: z.number() }))
      .describe('Every number of segments that was tried'),
    labels: z.enum(['given', 'generated', 'none']).describe('What purchased, churned and lifetime_value rest on'),
  })
  .meta({ id: 'SegmentsMade' });
export type SegmentsMade = Answer<typeof segmentsMadeSchema>;

/** POST /api/ml/notes/journeys */
export const makeJourneysSchema = z
  .strictObject({
    notes_dataset_id: id,
    stages_dataset_id: id
      .optional()
      .describe('Observed stages to learn from: client_id, date, stage; stages by rules, marked as generated, if left out'),
    columns: z
      .strictObject({ client_id: column.optional(), date: column.optional(), language: column.optional(), text: column.optional() })
      .optional()
      .describe('Names of the columns of the notes where they are not client_id, date, language and text'),
    as_of: z.iso.date().optional().describe('The day of "now"; that of the last note if left out. Later notes are not looked at'),
    seed,
    name,
  })
  .meta({ id: 'MakeJourneys' });
export type MakeJourneys = z.infer<typeof makeJourneysSchema>;

export const journeysMadeSchema = z
  .object({
    status: z.literal('success'),
    dataset_id: z.string().describe('The new dataset: a row a client, with its stage now and the probability of each'),
    history_dataset_id: z.string().describe('Another: a row a stay, with client, stage, from, to, days and whether it has ended'),
    name: z.string(),
    as_of: z.string(),
    clients: z.number().int(),
    untold: z.number().int().describe('Clients without a dated note, of whom no stage is told'),
    origin: z.enum(['given', 'generated']).describe('Of the stages that were learned from'),
    stages: z.array(
      z.object({
        stage: z.string(),
        clients: z.number().int(),
        share,
        stays: z.number().int(),
        ended: z.number().int(),
        median_days: z.number().nullable().describe('Of a stay; null where half of them have not ended'),
      }),
    ),
    transitions: z.array(
      z.object({
        from: z.string(),
        to: z.string(),
        count: z.number().int(),
        share: share.describe('Of the stays in `from` that ended'),
        median_days: z.number(),
      }),
    ),
    words: z.array(z.string()),
    evaluation: z
      .object({
        clients: z.number().int(),
        rows: z.number().int(),
        accuracy: share,
        majority: share.describe('Accuracy of always saying the most frequent stage'),
        balanced_accuracy: share,
        f1: share,
        classes: z.array(z.string()),
        confusion_matrix: z.array(z.array(z.number())),
      })
      .describe('On clients that the model never saw'),
    skipped: z.array(skippedSchema),
    skipped_counts: z.record(z.string(), z.number().int()),
  })
  .meta({ id: 'JourneysMade' });
export type JourneysMade = Answer<typeof journeysMadeSchema>;
