/** Numbers the steps of the tour and tells what each took. */
export class Narrator {
  private step = 0;
  private last = performance.now();

  tell(text: string): void {
    process.stdout.write(`${text}\n`);
  }

  heading(text: string): void {
    this.step += 1;
    this.last = performance.now();
    process.stdout.write(`\n${this.step}. ${text}\n`);
  }

  /** Seconds since the heading. */
  done(text: string): void {
    process.stdout.write(`   ${text.replaceAll('\n', '\n   ')}  (${((performance.now() - this.last) / 1000).toFixed(1)} s)\n`);
  }
}
