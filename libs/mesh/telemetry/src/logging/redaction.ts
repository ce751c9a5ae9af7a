/** Field names whose values never reach the log, at any depth that pino's paths reach. */
const secretFields = [
  'authorization',
  'cookie',
  'password',
  'secret',
  'token',
  'api_key',
  'apiKey',
  'accessKey',
  'secretKey',
  'key_hash',
  'connectionString',
];

/** pino's redaction paths: the field itself, one and two levels below, and request headers. */
export const redactedPaths: readonly string[] = [
  ...secretFields.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]),
  'req.headers.authorization',
  'headers.authorization',
  'headers.cookie',
];

/** Secrets that can stand inside a text: API keys, bearer headers, passwords of connection addresses. */
const patterns: readonly [RegExp, string][] = [
  [/\batl_[A-Za-z0-9_-]{20,}/g, 'atl_[redacted]'],
  [/\bBearer\s+[A-Za-z0-9._~+/=-]{8,}/gi, 'Bearer [redacted]'],
  [/(\b[a-z][a-z0-9+.-]*:\/\/[^\s:@/]*):[^\s@/]+@/gi, '$1:[redacted]@'],
];

/** The text without secrets. */
export function redactText(text: string): string {
  return patterns.reduce((clean, [pattern, replacement]) => clean.replace(pattern, replacement), text);
}
