import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/** A child process that fits once per line that it is sent, and answers with a line. */
export class Side {
  constructor(program, args) {
    this.child = spawn(program, args, { stdio: ['pipe', 'pipe', 'inherit'], env: { ...process.env, PYTHONWARNINGS: 'ignore' } });
    this.lines = createInterface({ input: this.child.stdout })[Symbol.asyncIterator]();
  }

  /** The next line of JSON; libraries may print other lines. */
  async next() {
    for (;;) {
      const { value, done } = await this.lines.next();
      if (done) throw new Error(`${this.child.spawnargs.join(' ')} ended early`);
      if (value.startsWith('{')) return JSON.parse(value);
    }
  }

  fit() {
    return this.ask('fit');
  }

  /** Sends a line and waits for the answer. */
  ask(line) {
    this.child.stdin.write(`${line}\n`);
    return this.next();
  }

  end() {
    this.child.stdin.end();
  }
}
