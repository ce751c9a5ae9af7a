import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface FakeUpstream {
  readonly url: string;
  readonly server: Server;
  /** What was asked, in order: `GET /api/ml/datasets?limit=1`. */
  readonly requests: IncomingMessage[];
  stop(): Promise<void>;
}

/** A service that answers as the spec says. */
export async function startUpstream(answer: (request: IncomingMessage, response: ServerResponse) => void): Promise<FakeUpstream> {
  const requests: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    requests.push(request);
    answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const stop = async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, server, requests, stop };
}
