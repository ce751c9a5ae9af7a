import { z } from 'zod';
import { type Answer, labelSchema, plainText } from './common.js';

const id = z.string().min(1).max(100);
const column = plainText.min(1).max(1000);
const seed = z.number().int().min(0).max(4_294_967_295).default(0);
const name = plainText.min(1).max(200).optional().describe('Of the new dataset; made from that of the notes if left out');

/** Rows and cells that were passed over, as in `skipped`; more are only counted. */
export const skippedAtMost = 100;

/** Why a row, or a field of it, was passed over: a code of the catalogue. All else was done. */
export const skippedSchema = z.object({
  file: z.enum(['notes', 'labels', 'concepts', 'stages']),
  row: z.number().int().describe('Counted from 0, as the `offset` of GET /datasets/{dataset_id}/rows or the place in the request'),
  field: z.string(),
  reason: z.string().describe('`notes.…`, an error code'),
  message: z.string(),
});
export type Skipped = Answer<typeof skippedSchema>;

const skippedFields = {
  skipped: z.array(skippedSchema).describe(`The first ${skippedAtMost}`),
  skipped_counts: z.record(z.string(), z.number().int()).describe('All of them, by reason'),
} as const;

/** POST /api/ml/notes/clients */
export const makeClientsSchema = z
  .strictObject({
    notes_dataset_id: id,
    labels_dataset_id: id.optional().describe('A row a client: client_id, and columns that become labels'),
    generate_labels: z.strictObject({ seed }).optional().describe('Labels by rules from what the notes say, marked as generated'),
    columns: z
      .strictObject({ client_id: column.optional(), date: column.optional(), language: column.optional(), text: column.optional() })
      .optional()
      .describe('Names of the columns where they are not client_id, date, language and text'),
    name,
  })
  .refine((body) => body.labels_dataset_id === undefined || body.generate_labels === undefined, {
    message: 'Give either labels_dataset_id or generate_labels.',
    path: ['generate_labels'],
  })
  .meta({ id: 'MakeClients' });
export type MakeClients = z.infer<typeof makeClientsSchema>;

export const clientsMadeSchema = z
  .object({
    status: z.literal('success'),
    dataset_id: z.string().describe('The new dataset: a row a client, with its notes as one text'),
    name: z.string(),
    clients: z.number().int(),
    notes: z.number().int(),
    labels: z.enum(['given', 'generated', 'none']),
    label_columns: z.array(z.string()),
    labelled_clients: z.number().int(),
    ...skippedFields,
  })
  .meta({ id: 'ClientsMade' });
export type ClientsMade = Answer<typeof clientsMadeSchema>;

/** Both names of each are taken; the first three are the columns', the others the models'. */
export const notePresetSchema = z.enum(['fast', 'elite', 'full', 'maximum_speed', 'balanced', 'maximum_accuracy']);
export type NotePresetName = z.infer<typeof notePresetSchema>;
export const notePresets = { maximum_speed: 'fast', balanced: 'elite', maximum_accuracy: 'full' } as const;

/** The preset by its first name. */
export function presetOf(preset: NotePresetName): 'fast' | 'elite' | 'full' {
  return preset === 'fast' || preset === 'elite' || preset === 'full' ? preset : notePresets[preset];
}

/** POST /api/ml/notes/features */
export const makeClientFeaturesSchema = z
  .strictObject({
    clients_dataset_id: id,
    preset: notePresetSchema,
    encoding_of: id.optional().describe('A dataset of such columns whose words and pairs are taken, so that it has the same columns'),
    name,
  })
  .meta({ id: 'MakeClientFeatures' });
export type MakeClientFeatures = z.infer<typeof makeClientFeaturesSchema>;

export const clientFeaturesMadeSchema = z
  .object({
    status: z.literal('success'),
    dataset_id: z.string(),
    name: z.string(),
    preset: z.string(),
    clients: z.number().int(),
    columns: z.number().int().describe('Of the preset: 506, 868 or 1,940; beside them the dataset has client_id'),
  })
  .meta({ id: 'ClientFeaturesMade' });
export type ClientFeaturesMade = Answer<typeof clientFeaturesMadeSchema>;

/** POST /api/ml/notes/train */
export const trainClientModelsSchema = z
  .strictObject({
    clients_dataset_id: id,
    preset: notePresetSchema,
    targets: z
      .array(column)
      .min(1)
      .max(20)
      .optional()
      .describe('Label columns; all that the dataset has of purchased, churned and lifetime_value if left out'),
    test_size: z.number().min(0.05).max(0.9).default(0.2),
    seed,
  })
  .meta({ id: 'TrainClientModels' });
export type TrainClientModels = z.infer<typeof trainClientModelsSchema>;

export const clientTrainingsSchema = z
  .object({
    status: z.string(),
    preset: z.string(),
    jobs: z.array(z.object({ target: z.string(), task_type: z.string(), algorithm: z.string(), job_id: z.string() })),
    message: z.string(),
  })
  .meta({ id: 'ClientTrainings' });
export type ClientTrainings = Answer<typeof clientTrainingsSchema>;

const clientId = z.union([plainText.min(1).max(1000), z.number()]).describe('A number counts as the text of it');
/** Broken characters are mended, not refused: a note is what somebody once typed. */
const text = z.string().max(2_000_000);

export const scoredNoteSchema = z.strictObject({
  client_id: clientId,
  date: z.string().max(40).nullable().optional().describe('ISO 8601; the notes of a client are read in its order'),
  language: z.string().max(40).nullable().optional(),
  text: text.nullable(),
});
export type ScoredNote = z.infer<typeof scoredNoteSchema>;

export const scoredConceptsSchema = z.strictObject({
  client_id: clientId,
  concepts: z.array(z.string().min(1).max(200)).max(10_000).describe('Ids of the bundled lexicon; read as a note that names them'),
});
export type ScoredConcepts = z.infer<typeof scoredConceptsSchema>;

/** What is asked → the model that answers it. */
const modelsSchema = z
  .record(plainText.min(1).max(100), plainText.min(1).max(200))
  .refine((models) => Object.keys(models).length >= 1 && Object.keys(models).length <= 20, { message: 'Name 1 to 20 models.' })
  .describe('{"purchase": "purchase"}: what is asked, and the name of what serves it in production, or a model_id');

const given = (most: number) => ({
  notes: z.array(scoredNoteSchema).min(1).max(most).optional(),
  concepts: z.array(scoredConceptsSchema).min(1).max(most).optional(),
  models: modelsSchema,
  keep_text: z.boolean().optional().describe('false: no text of these clients is kept in the log of predictions'),
});

function hasOneInput({ notes, concepts }: { readonly notes?: unknown; readonly concepts?: unknown }): boolean {
  return (notes === undefined) !== (concepts === undefined);
}
const oneInput = { message: 'Give either notes or concepts.', path: ['notes'] };

/** POST /api/ml/notes/predict */
export const predictNotesSchema = z.strictObject(given(100_000)).refine(hasOneInput, oneInput).meta({ id: 'PredictNotes' });
export type PredictNotes = z.infer<typeof predictNotesSchema>;

/** The payload of `notes.received`. */
export const notesReceivedSchema = z.object({ request_id: plainText.min(1).max(200), ...given(5000) }).refine(hasOneInput, oneInput);

export const clientScoreSchema = z.object({
  prediction: labelSchema,
  probability: z.number().optional().describe('Of the second of two classes (true, yes, 1)'),
  probabilities: z.array(z.number()).optional().describe('Of more than two classes, in their order'),
  prediction_id: z.string(),
});
export type ClientScore = z.infer<typeof clientScoreSchema>;

/** What both ways of asking give. */
export const notesScoredFields = {
  models: z.record(
    z.string(),
    z.object({
      model_id: z.string(),
      model_name: z.string(),
      version: z.string(),
      classes: z.array(labelSchema).optional(),
      labels_origin: z.string().optional().describe('How its labels were generated by rules; absent where they were observed'),
    }),
  ),
  predictions: z
    .array(z.object({ client_id: z.string(), notes: z.number().int(), scores: z.record(z.string(), clientScoreSchema) }))
    .describe('In the order in which the clients are first named'),
  ...skippedFields,
} as const;

/** The same, to be filled in. */
export type ClientScores = z.infer<z.ZodObject<typeof notesScoredFields>>;

export const notesPredictedSchema = z.object({ status: z.literal('success'), ...notesScoredFields }).meta({ id: 'NotesPredicted' });
export type NotesPredicted = Answer<typeof notesPredictedSchema>;
