import { busMigration } from '@atelier/bus';
import type { ServiceSchema } from '@atelier/database';
import { AlertRecord } from './alerts/alert.entity.js';
import { CreateMonitoring } from './migrations/create-monitoring.js';
import { WatchedModel } from './models/watched-model.entity.js';
import { PolicyRecord } from './policies/policy.entity.js';
import { RetrainingRecord } from './retraining/retraining.entity.js';
import { PredictionWindow } from './windows/prediction-window.entity.js';

/** What monitoring stores. Predictions and waiting outcomes are written in bulk and have no entity. */
export const monitoringSchema: ServiceSchema = {
  service: 'monitoring',
  entities: [WatchedModel, PredictionWindow, AlertRecord, PolicyRecord, RetrainingRecord],
  migrations: [busMigration('monitoring'), CreateMonitoring],
};
