import { z } from 'zod';
import { type ErrorCode, errorCatalogue } from '../errors/catalogue.js';

/** RFC 9457 problem details, as every failure of `/api/ml` is answered. */
export const problemSchema = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.number().int(),
    detail: z.string().describe('What happened, where, and what to do'),
    code: z.enum(Object.keys(errorCatalogue) as [ErrorCode, ...ErrorCode[]]).describe('Stable; docs/errors has each'),
    help: z.string(),
    instance: z.string().optional().describe('Finds the request in the logs'),
    errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
  })
  .meta({ id: 'Problem' });
