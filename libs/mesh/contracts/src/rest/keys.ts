import { z } from 'zod';
import { roles } from '../services.js';
import type { Answer } from './common.js';

/** No control characters: names are shown in terminals and logs. */
const label = z
  .string()
  .min(1)
  .max(100)
  .regex(/^[^\p{Cc}]*$/u, 'must not have control characters');

/** POST /api/ml/keys */
export const createKeySchema = z
  .strictObject({
    name: label,
    role: z.enum(roles),
    /** Another project than the caller's: for admins of `default` alone. */
    project: z
      .string()
      .regex(/^[a-z0-9][a-z0-9-]{0,62}$/, 'must be of lower-case letters, digits and dashes')
      .optional(),
    /** UTC; none: the key does not expire. */
    expires_at: z.iso.datetime().optional(),
  })
  .meta({ id: 'CreateKey' });
export type CreateKey = z.infer<typeof createKeySchema>;

export const keySchema = z
  .object({
    key_id: z.string(),
    name: z.string(),
    role: z.enum(roles),
    project: z.string(),
    prefix: z.string(),
    created_at: z.iso.datetime(),
    expires_at: z.iso.datetime().nullable(),
    revoked_at: z.iso.datetime().nullable(),
    last_used_at: z.iso.datetime().nullable(),
  })
  .meta({ id: 'Key' });
export type KeyAnswer = Answer<typeof keySchema>;

/** The answer to POST: the one time that the key itself is shown. */
export const createdKeySchema = keySchema.extend({ key: z.string() }).meta({ id: 'CreatedKey' });
export type CreatedKey = Answer<typeof createdKeySchema>;
