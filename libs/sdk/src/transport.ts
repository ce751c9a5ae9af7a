import type { Problem } from '@atelier/contracts';
import { ProblemError, UnreachableError } from './problem-error.js';

export interface ConnectionOptions {
  /** Origin of the platform, e.g. `http://127.0.0.1:4600`. */
  readonly url: string;
  /** An API key. */
  readonly key: string;
  /** For tests and proxies; the global `fetch` by default. */
  readonly fetch?: typeof fetch;
}

export interface RequestOptions {
  readonly body?: unknown;
  readonly form?: FormData;
  readonly query?: Readonly<Record<string, string | number | undefined>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

/** One place where requests are made: key, JSON, problem details as errors. */
export class Transport {
  private readonly origin: string;

  constructor(private readonly options: ConnectionOptions) {
    this.origin = options.url.replace(/\/+$/, '');
  }

  async json<T>(method: string, path: string, request: RequestOptions = {}): Promise<T> {
    const response = await this.send(method, path, request);
    return (await response.json()) as T;
  }

  /** The open response, for streams; a failure is thrown as `ProblemError`. */
  async send(method: string, path: string, request: RequestOptions = {}): Promise<Response> {
    const url = this.origin + path + queryText(request.query);
    const headers: Record<string, string> = { authorization: `Bearer ${this.options.key}`, ...request.headers };
    if (request.body !== undefined) headers['content-type'] = 'application/json';
    const body = request.form ?? (request.body === undefined ? undefined : JSON.stringify(request.body));
    const response = await this.fetch(url, { method, headers, body, signal: request.signal });
    if (!response.ok) throw new ProblemError(await problemOf(response), `${method} ${path}`);
    return response;
  }

  private async fetch(url: string, init: RequestInit): Promise<Response> {
    try {
      return await (this.options.fetch ?? fetch)(url, init);
    } catch (cause) {
      if (init.signal?.aborted) throw cause;
      throw new UnreachableError(this.origin, { cause });
    }
  }
}

function queryText(query: RequestOptions['query'] = {}): string {
  const given = Object.entries(query).flatMap<[string, string]>(([name, value]) => (value === undefined ? [] : [[name, String(value)]]));
  return given.length > 0 ? `?${new URLSearchParams(given)}` : '';
}

async function problemOf(response: Response): Promise<Problem> {
  const text = await response.text();
  try {
    const body = JSON.parse(text) as Partial<Problem> & { error?: unknown };
    if (typeof body.code === 'string' && typeof body.detail === 'string') return body as Problem;
    // The Open Inference Protocol knows no more than this.
    if (typeof body.error === 'string')
      return {
        type: 'about:blank',
        title: body.error,
        status: response.status,
        code: 'request.invalid',
        detail: body.error,
        help: 'See GET /v2/models/{model} for its inputs.',
      };
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  const title = `HTTP ${response.status}`;
  return {
    type: 'about:blank',
    title,
    status: response.status,
    code: 'internal',
    detail: text.slice(0, 500) || title,
    help: 'This was not answered by Atelier; check the address.',
  };
}
