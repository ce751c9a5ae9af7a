import { type DynamicModule, Module } from '@nestjs/common';
import { Alerts } from './alerts/alerts.js';
import { AlertsController } from './alerts/alerts.controller.js';
import { Findings } from './alerts/findings.js';
import { Health } from './health/health.js';
import { ModelMetrics } from './health/model-metrics.js';
import { ModelHealthController } from './health/health.controller.js';
import { ModelListener } from './models/model.listener.js';
import { References } from './models/references.js';
import { MonitoringOptions } from './options.js';
import { Outcomes } from './outcomes/outcomes.js';
import { OutcomesController } from './outcomes/outcomes.controller.js';
import { Policies } from './policies/policies.js';
import { PoliciesController } from './policies/policies.controller.js';
import { RecentRowsExport } from './retraining/recent-rows.js';
import { Retrainings } from './retraining/retrainings.js';
import { RetrainingsController } from './retraining/retrainings.controller.js';
import { TrainingListener } from './retraining/training.listener.js';
import { PredictionListener } from './windows/prediction.listener.js';
import { Traffic } from './windows/traffic.js';
import { Windows } from './windows/windows.js';

/** Watches what is served: drift, performance, health, alerts, retraining. Needs the program's `DataSource`, bus and artifacts. */
@Module({})
export class MonitoringModule {
  static forRoot(options: Partial<MonitoringOptions> = {}): DynamicModule {
    return {
      module: MonitoringModule,
      controllers: [
        ModelListener,
        PredictionListener,
        TrainingListener,
        OutcomesController,
        ModelHealthController,
        AlertsController,
        PoliciesController,
        RetrainingsController,
      ],
      providers: [
        { provide: MonitoringOptions, useValue: new MonitoringOptions(options) },
        References,
        Policies,
        Windows,
        Alerts,
        RecentRowsExport,
        Retrainings,
        Findings,
        Outcomes,
        Traffic,
        Health,
        ModelMetrics,
      ],
    };
  }
}
