import { Agent, request } from 'node:http';

/**
 * Callers who keep their connections and ask again and again, until nothing listens any more. A request that got no answer is a failure,
 * unless its connection was refused, or was closed by the platform before a byte of the request could have been read (RFC 9112, 9.6:
 * a reused connection may be closed at any time while it is idle; clients then ask on a new one).
 */
export class KeepAliveLoad {
  answered = 0;
  readonly ids: string[] = [];
  private readonly failures: string[] = [];
  private readonly running: Promise<void>[] = [];
  private readonly agent = new Agent({ keepAlive: true });
  private readonly body: string;

  constructor(
    private readonly url: string,
    private readonly key: string,
    body: object,
  ) {
    this.body = JSON.stringify(body);
  }

  start(callers: number): this {
    for (let i = 0; i < callers; i++) this.running.push(this.call());
    return this;
  }

  async ended(): Promise<{ answered: number; failures: string[]; ids: string[] }> {
    await Promise.all(this.running);
    this.agent.destroy();
    return { answered: this.answered, failures: this.failures, ids: this.ids };
  }

  private async call(): Promise<void> {
    for (;;) {
      const outcome = await this.predict();
      if (outcome === 'refused') return;
      if (outcome !== 'answered') this.failures.push(outcome);
    }
  }

  private predict(): Promise<string> {
    return new Promise((resolve) => {
      const headers = { authorization: `Bearer ${this.key}`, 'content-type': 'application/json' };
      const asked = request(`${this.url}/api/ml/models/predict`, { method: 'POST', agent: this.agent, headers }, (response) => {
        let text = '';
        response.on('data', (chunk: Buffer) => (text += chunk.toString()));
        response.on('error', (error) => resolve(`the answer broke: ${error.message}`));
        response.on('end', () => resolve(this.take(response.statusCode, text)));
      });
      asked.on('error', (error: NodeJS.ErrnoException) => {
        if (error.code === 'ECONNREFUSED') return resolve('refused');
        resolve(asked.reusedSocket && error.code === 'ECONNRESET' ? 'closed while idle' : `no answer: ${error.message}`);
      });
      asked.end(this.body);
    });
  }

  private take(status: number | undefined, text: string): string {
    if (status !== 200) return `${status}: ${text.slice(0, 300)}`;
    this.answered++;
    this.ids.push(...(JSON.parse(text) as { prediction_id: string[] }).prediction_id);
    return 'answered';
  }
}
