import type { EventData, MonitoringPolicy } from '@atelier/contracts';
import {
  type FrameSketch,
  frameFromRows,
  mergeFrameSketches,
  type PipelineManifest,
  predictionFrame,
  type Signature,
  sketchFrame,
  windowCategories,
  watchedFrame,
} from '@atelier/learning';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { References } from '../models/references.js';
import type { WatchedModel } from '../models/watched-model.entity.js';
import { PredictionWindow } from './prediction-window.entity.js';
import { reportOf } from './window-report.js';

export type Made = EventData<'prediction.made'>['predictions'][number];

/** Sketches of the traffic, window after window. A window that is full is judged and closed; the next prediction opens another. */
@Injectable()
export class Windows {
  constructor(private readonly references: References) {}

  /** Adds a batch to the model's open window, under its lock; returns the window when it was closed by it. */
  async add(
    manager: EntityManager,
    model: WatchedModel,
    batch: { made: readonly Made[]; failures: number },
    policy: MonitoringPolicy,
  ): Promise<PredictionWindow | null> {
    const manifest = await this.references.manifest(model.manifestDigest);
    const window = await this.open(manager, model.modelId, manifest, batch.made);
    this.extend(window, manifest.signature, batch);
    window.closed = window.predictions >= policy.window_predictions;
    if (window.closed) window.report = reportOf(window, manifest, policy.drift_score);
    await keep(manager, window);
    return window.closed ? window : null;
  }

  /** The report of the latest closed window, or of the open one while there is none and it has enough to say something. */
  async latest(manager: EntityManager, model: WatchedModel, policy: MonitoringPolicy): Promise<PredictionWindow | null> {
    const [closed] = await manager.find(PredictionWindow, {
      where: { modelId: model.modelId, closed: true },
      order: { number: 'DESC' },
      take: 1,
    });
    if (closed) return closed;
    const open = await manager.findOneBy(PredictionWindow, { modelId: model.modelId, closed: false });
    if (!open || open.predictions === 0) return null;
    return { ...open, report: reportOf(open, await this.references.manifest(model.manifestDigest), policy.drift_score) };
  }

  private async open(
    manager: EntityManager,
    modelId: string,
    { signature }: PipelineManifest,
    made: readonly Made[],
  ): Promise<PredictionWindow> {
    const open = await manager.findOne(PredictionWindow, { where: { modelId, closed: false }, lock: { mode: 'pessimistic_write' } });
    if (open) return open;
    const number = (await manager.maximum(PredictionWindow, 'number', { modelId })) ?? 0;
    const at = new Date(made[0]?.at ?? Date.now());
    const { columns, outputs } = sketchesOf(signature, []);
    return {
      modelId,
      number: number + 1,
      openedAt: at,
      latestAt: at,
      closed: false,
      predictions: 0,
      failures: 0,
      latencyMsSum: 0,
      columns,
      outputs,
      report: null,
    };
  }

  private extend(window: PredictionWindow, signature: Signature, { made, failures }: { made: readonly Made[]; failures: number }): void {
    window.failures += failures;
    if (made.length === 0) return;
    const { columns, outputs } = sketchesOf(signature, made);
    window.columns = mergeFrameSketches(window.columns, columns, { categories: windowCategories });
    window.outputs = mergeFrameSketches(window.outputs, outputs, { categories: windowCategories });
    window.predictions += made.length;
    window.latencyMsSum += made.reduce((sum, { latency_ms }) => sum + latency_ms, 0);
    window.latestAt = new Date(Math.max(window.latestAt.getTime(), ...made.map(({ at }) => Date.parse(at))));
  }
}

/** One statement: `save` would read the window again before it writes it. */
async function keep(manager: EntityManager, window: PredictionWindow): Promise<void> {
  await manager.upsert(PredictionWindow, window, ['modelId', 'number']);
}

function sketchesOf(signature: Signature, made: readonly Made[]): { columns: FrameSketch; outputs: FrameSketch } {
  // Of predictions whose text was not kept nothing is known, which is another thing than a missing text.
  const told = made.map((prediction) => prediction.features).filter((row) => Object.keys(row).length > 0);
  const features = frameFromRows(signature, told);
  const options = { categories: windowCategories };
  return {
    columns: sketchFrame(watchedFrame(signature, features), options),
    outputs: sketchFrame(predictionFrame(signature, answersOf(signature, made)), options),
  };
}

/** The answers as the pipeline gives them: class codes with row-major probabilities, or values. */
function answersOf({ classes }: Signature, made: readonly Made[]) {
  if (!classes) return { values: Float64Array.from(made, ({ prediction }) => Number(prediction)) };
  const codes = Float64Array.from(made, ({ prediction }) => classes.indexOf(prediction));
  const probabilities = Float64Array.from(made.flatMap((one) => one.probabilities ?? classes.map(() => Number.NaN)));
  return { codes, probabilities };
}
