import { Agent, request } from 'node:http';

/**
 * Callers who keep their connections and ask again and again. One whose answer tells it to leave the connection looks whether the platform is
 * still ready, as a balancer would, and goes elsewhere if it is not. Any request that got no good answer before that is a failure.
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
      if (outcome !== 'answered' && outcome !== 'answered, leave') this.failures.push(outcome);
      if (outcome !== 'answered' && !(await this.isReady())) return;
    }
  }

  private predict(): Promise<string> {
    return new Promise((resolve) => {
      const headers = { authorization: `Bearer ${this.key}`, 'content-type': 'application/json' };
      const asked = request(`${this.url}/api/ml/models/predict`, { method: 'POST', agent: this.agent, headers }, (response) => {
        let text = '';
        response.on('data', (chunk: Buffer) => (text += chunk.toString()));
        response.on('error', (error) => resolve(`the answer broke: ${error.message}`));
        response.on('end', () => {
          const outcome = this.take(response.statusCode, text);
          resolve(outcome === 'answered' && response.headers.connection === 'close' ? 'answered, leave' : outcome);
        });
      });
      asked.on('error', (error) => resolve(`no answer: ${error.message}`));
      asked.end(this.body);
    });
  }

  private async isReady(): Promise<boolean> {
    return fetch(`${this.url}/health/ready`, { headers: { connection: 'close' } }).then(
      ({ ok }) => ok,
      () => false,
    );
  }

  private take(status: number | undefined, text: string): string {
    if (status !== 200) return `${status}: ${text.slice(0, 300)}`;
    this.answered++;
    this.ids.push(...(JSON.parse(text) as { prediction_id: string[] }).prediction_id);
    return 'answered';
  }
}
