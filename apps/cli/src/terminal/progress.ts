import type { TrainingProgress } from '@atelier/contracts';
import { Presets, SingleBar } from 'cli-progress';

/** A bar with metrics and ETA on a terminal; nothing where nobody watches (`--json`, a pipe). */
export class ProgressBar {
  private readonly bar?: SingleBar;
  private started = false;

  constructor(visible: boolean) {
    if (!visible) return;
    this.bar = new SingleBar(
      { format: '  {phase} {bar} {value}/{total}  {metrics}  {left}', clearOnComplete: false, hideCursor: true, barsize: 30 },
      Presets.shades_classic,
    );
  }

  show({ iteration, total, phase, metrics, eta_seconds }: TrainingProgress): void {
    if (!this.bar) return;
    const shown = Object.entries(metrics).map(([name, value]) => `${name} ${value.toPrecision(4)}`);
    const payload = {
      phase: phase.padEnd(10),
      metrics: shown.join('  '),
      left: eta_seconds === null ? '' : `${Math.ceil(eta_seconds)} s left`,
    };
    if (!this.started) this.bar.start(total, iteration, payload);
    else {
      this.bar.setTotal(total);
      this.bar.update(iteration, payload);
    }
    this.started = true;
  }

  end(): void {
    if (this.started) this.bar?.stop();
  }
}

/** Bars are drawn on a terminal, and not when the output is for a program. */
export function barsVisible(json: boolean | undefined): boolean {
  return !json && process.stdout.isTTY === true;
}
