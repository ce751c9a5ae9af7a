import { connect } from 'node:net';
import { expect } from '@jest/globals';

export interface RawAnswer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
  readonly text: string;
}

/** Requests as no client of ours would make them. */
export class RawClient {
  constructor(
    readonly url: string,
    readonly key: string,
  ) {}

  async send(method: string, path: string, body?: RequestInit['body'], contentType?: string): Promise<RawAnswer> {
    const headers: Record<string, string> = { authorization: `Bearer ${this.key}` };
    if (contentType !== undefined) headers['content-type'] = contentType;
    const response = await fetch(this.url + path, { method, headers, body });
    const text = await response.text();
    return { status: response.status, body: jsonOf(text), text };
  }

  post(path: string, body: string): Promise<RawAnswer> {
    return this.send('POST', path, body, 'application/json');
  }

  upload(
    content: string | Uint8Array<ArrayBuffer>,
    { fileName = 'table.csv', ...fields }: Readonly<Record<string, string>> = {},
  ): Promise<RawAnswer> {
    const form = new FormData();
    for (const [name, value] of Object.entries(fields)) form.set(name, value);
    form.set('file', new Blob([content]), fileName);
    return this.send('POST', '/api/ml/datasets/upload', form);
  }

  async datasets(): Promise<string[]> {
    const { text } = await this.send('GET', '/api/ml/datasets?limit=500');
    return (JSON.parse(text) as { dataset_id: string }[]).map(({ dataset_id }) => dataset_id);
  }

  /** The request's bytes as they are, the path not tidied up; returns the status, or null when the connection ends without one. */
  raw(head: readonly string[], body = '', hangUpAfterMs?: number): Promise<number | null> {
    const { hostname, port } = new URL(this.url);
    const lines = [...head, `Host: ${hostname}:${port}`, `Authorization: Bearer ${this.key}`, 'Connection: close', '', ''];
    return new Promise((resolve, reject) => {
      let answer = '';
      const socket = connect(Number(port), hostname, () => {
        socket.write(lines.join('\r\n') + body);
        if (hangUpAfterMs !== undefined) setTimeout(() => socket.destroy(), hangUpAfterMs);
      });
      socket.on('data', (text: Buffer) => (answer += text.toString()));
      socket.on('error', reject);
      socket.on('close', () => resolve(Number(/^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1] ?? 0) || null));
    });
  }
}

function jsonOf(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch (error) {
    if (error instanceof SyntaxError) return {};
    throw error;
  }
}

export interface Refusal {
  readonly status: number | readonly number[];
  readonly code: string | readonly string[];
  readonly detail?: RegExp;
}

/** Problem details with the code, and nothing of the house's inside. */
export function expectRefusal(answer: RawAnswer, { status, code, detail }: Refusal): void {
  expect({
    status: [status].flat().includes(answer.status),
    code: [code].flat().includes(String(answer.body.code)),
    answer: answer.text.slice(0, 1000),
  }).toEqual({ status: true, code: true, answer: expect.any(String) });
  expect(answer.body).toMatchObject({
    type: expect.stringContaining('http'),
    title: expect.any(String),
    status: answer.status,
    detail: expect.any(String),
  });
  if (detail) expect(answer.body.detail).toMatch(detail);
  expect(answer.text).not.toMatch(/node_modules|\.[jt]s:\d|\/(work|tmp|home|var)\/|SELECT |INSERT |\bat \w+ \(/);
}
