import { Metrics } from '@atelier/telemetry';
import { Injectable } from '@nestjs/common';
import type { LoggedModel } from '../spool/logged-prediction.js';
import { Spool } from '../spool/spool.js';
import { Fleet } from '../models/fleet.js';

interface Handles {
  readonly answers: { inc(count: number): void };
  readonly failures: { inc(): void };
  readonly seconds: { observe(seconds: number): void };
}

/** Traffic, failures and latency by model; handles are made once per model, as labels are costly on the way of an answer. */
@Injectable()
export class PredictionMetrics {
  private readonly handles = new WeakMap<LoggedModel, Handles>();

  constructor(
    private readonly metrics: Metrics,
    fleet: Fleet,
    spool: Spool,
  ) {
    metrics.gauge('atelier_models_loaded', 'Models that are loaded on this replica.', [], (gauge) => gauge.set(fleet.models().length));
    metrics.gauge('atelier_prediction_spool_bytes', 'Logged predictions that wait for the database, in bytes.', [], (gauge) =>
      gauge.set(spool.bytes),
    );
  }

  answered(model: LoggedModel, rows: number, milliseconds: number): void {
    const handles = this.of(model);
    handles.answers.inc(rows);
    handles.seconds.observe(milliseconds / 1000);
  }

  failed(model: LoggedModel): void {
    this.of(model).failures.inc();
  }

  private of(model: LoggedModel): Handles {
    let handles = this.handles.get(model);
    if (!handles) {
      const labels = { project: model.project, model: model.name, version: model.version };
      const names = ['project', 'model', 'version'] as const;
      handles = {
        answers: this.metrics.counter('atelier_predictions_total', 'Rows that were answered.', names).labels(labels),
        failures: this.metrics.counter('atelier_prediction_failures_total', 'Requests that got no answer.', names).labels(labels),
        seconds: this.metrics.histogram('atelier_prediction_seconds', 'From the request to its logged answer.', names).labels(labels),
      };
      this.handles.set(model, handles);
    }
    return handles;
  }
}
