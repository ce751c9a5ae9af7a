import type { IncomingHttpHeaders } from 'node:http';
import { Agent, type Dispatcher } from 'undici';

/** Under it, a request's headers carry the signal of its caller: reply-from hands its dispatcher nothing else that belongs to one request. */
const signalKey = Symbol('caller left');

type SignalledHeaders = IncomingHttpHeaders & { [signalKey]?: AbortSignal };

export function withSignal(headers: IncomingHttpHeaders, signal: AbortSignal): IncomingHttpHeaders {
  return Object.assign(headers, { [signalKey]: signal });
}

export interface UpstreamLimits {
  /** Milliseconds to connect; then the next try or 503. */
  readonly connect: number;
  /** Milliseconds to the first byte of the answer. Comparing algorithms answers when it is done, so this is long. */
  readonly firstByte: number;
}

/** Connections to the services; a caller who leaves ends the service's request too, also while it has not answered. */
export class UpstreamDispatcher {
  private readonly agent: Agent;

  constructor({ connect, firstByte }: UpstreamLimits) {
    // No limit between two pieces of a body: server-sent events may be silent for long, and a connection that breaks says so.
    this.agent = new Agent({
      connect: { timeout: connect },
      headersTimeout: firstByte,
      bodyTimeout: 0,
      connections: 256,
      keepAliveTimeout: 30_000,
    });
  }

  request = ((options: Dispatcher.RequestOptions, callback: (error: Error | null, data: Dispatcher.ResponseData) => void) => {
    const { [signalKey]: signal, ...headers } = options.headers as SignalledHeaders;
    this.agent.request({ ...options, headers, signal, headersTimeout: undefined, bodyTimeout: undefined }, callback);
  }) as Dispatcher['request'];

  async close(): Promise<void> {
    await this.agent.close();
  }
}
