import { AtelierError, type ImportRequest, importRequestSchema } from '@atelier/contracts';

/** The fields of an import's form, checked as a JSON body would be. `request.invalid`. */
export function parseImportRequest(fields: ReadonlyMap<string, string>): ImportRequest {
  const given = Object.fromEntries([...fields].map(([name, value]) => [name, value.trim()]).filter(([, value]) => value !== ''));
  const result = importRequestSchema.safeParse(given);
  if (result.success) return result.data;
  const errors = result.error.issues.map(({ path, message }) => ({ path: path.join('.'), message }));
  const [{ path, message }] = errors;
  throw new AtelierError('request.invalid', `${path === '' ? 'The form' : path}: ${message}`, errors);
}
