import { AtelierError, type PredictRequest, predictRequestSchema } from '@atelier/contracts';

const longestName = 200;
const mostRows = 10_000;
const plain = /^[^\0\p{Surrogate}]*$/u;

/**
 * A body of `POST /predict`. The common shapes are seen by a plain check; whatever it does not know is for the schema to judge, which also says
 * what is wrong. What the check lets through, the schema would (a test holds the two together).
 */
export function parsePredictBody(body: unknown): PredictRequest {
  if (isPlainRequest(body)) return body;
  const result = predictRequestSchema.safeParse(body);
  if (result.success) return result.data;
  const errors = result.error.issues.slice(0, 100).map(({ path, message }) => ({ path: path.map(String).join('.'), message }));
  const detail = errors.map(({ path, message }) => (path ? `${path}: ${message}` : message)).join('; ');
  throw new AtelierError('request.invalid', detail.slice(0, 2000), errors);
}

export function isPlainRequest(body: unknown): body is PredictRequest {
  if (!isObject(body)) return false;
  let models = 0;
  let inputs = 0;
  for (const name in body) {
    const value = body[name];
    if (name === 'features') {
      if (!isRow(value)) return false;
      inputs += 1;
    } else if (name === 'rows') {
      if (!Array.isArray(value) || value.length === 0 || value.length > mostRows || !value.every(isRow)) return false;
      inputs += 1;
    } else if (name === 'model_id' || name === 'model_name') {
      if (!isText(value) || value.length === 0) return false;
      models += 1;
    } else if (name !== 'user_id' || !isText(value)) {
      return false;
    }
  }
  return models === 1 && inputs === 1;
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value.length <= longestName && plain.test(value);
}

function isObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false;
  return Object.getPrototypeOf(value) === Object.prototype;
}

function isRow(row: unknown): boolean {
  if (!isObject(row)) return false;
  for (const name in row) {
    const value = row[name];
    const type = typeof value;
    if (type === 'number' ? !Number.isFinite(value) : type !== 'string' && type !== 'boolean' && value !== null) return false;
  }
  return true;
}
