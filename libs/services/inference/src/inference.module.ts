import { OnlineFeatures } from '@atelier/online-features';
import { ReadinessChecks } from '@atelier/telemetry';
import { type DynamicModule, Inject, Module, type OnApplicationBootstrap, type OnModuleInit, Optional } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance } from 'fastify';
import { Announcements } from './models/announcements.js';
import { Fleet } from './models/fleet.js';
import { ModelLoader } from './models/model-loader.js';
import { Reconciler } from './models/reconciler.js';
import { ClientScores } from './notes/client-scores.js';
import { NotesController } from './notes/notes.controller.js';
import { NotesListener } from './notes/notes.listener.js';
import { OpenInferenceController } from './open-inference/open-inference.controller.js';
import { VersionsByName } from './open-inference/versions-by-name.js';
import { InferenceOptions } from './options.js';
import { FeatureCompletion } from './predictions/feature-completion.js';
import { PredictController } from './predictions/predict.controller.js';
import { PredictionsController } from './predictions/predictions.controller.js';
import { PredictionMetrics } from './predictions/prediction-metrics.js';
import { Predictor } from './predictions/predictor.js';
import { RegistryListener } from './projection/registry.listener.js';
import { FailureCounts } from './spool/failure-counts.js';
import { Flusher } from './spool/flusher.js';
import { PredictionStore } from './spool/prediction-store.js';
import { PredictionWriter } from './spool/prediction-writer.js';
import { Spool } from './spool/spool.js';

/** Inference: loads what the registry says, answers, and logs every answer. Needs the program's `DataSource`, bus, artifacts and telemetry. */
@Module({})
export class InferenceModule implements OnModuleInit, OnApplicationBootstrap {
  static forRoot(options: Partial<InferenceOptions> & Pick<InferenceOptions, 'spoolFolder'>): DynamicModule {
    const given = new InferenceOptions(options);
    return {
      module: InferenceModule,
      controllers: [RegistryListener, PredictController, PredictionsController, OpenInferenceController, NotesController, NotesListener],
      providers: [
        { provide: InferenceOptions, useValue: given },
        { provide: Spool, useFactory: () => new Spool(given.spoolFolder, given.spoolLimitBytes) },
        PredictionWriter,
        PredictionStore,
        FailureCounts,
        Flusher,
        ModelLoader,
        Fleet,
        Announcements,
        Reconciler,
        PredictionMetrics,
        Predictor,
        ClientScores,
        OnlineFeatures,
        FeatureCompletion,
        VersionsByName,
      ],
      exports: [Fleet, Reconciler, Flusher],
    };
  }

  constructor(
    private readonly reconciler: Reconciler,
    private readonly fleet: Fleet,
    private readonly flusher: Flusher,
    @Inject(HttpAdapterHost) private readonly http: HttpAdapterHost,
    @Optional() private readonly readiness?: ReadinessChecks,
  ) {}

  onModuleInit(): void {
    this.readiness?.register('models', async () => {
      if (!this.reconciler.isReady()) throw new Error('models in production are still being loaded');
    });
    // Fastify calls it when the last request has been answered; the database is closed after that.
    const server: FastifyInstance = this.http.httpAdapter.getInstance();
    server.addHook('onClose', () => this.stop());
  }

  onApplicationBootstrap(): void {
    this.reconciler.start();
    this.flusher.start();
  }

  private async stop(): Promise<void> {
    await this.reconciler.stop();
    await this.flusher.stop();
    await this.fleet.close();
  }
}
