export { ReadinessChecks, type CheckResult, type ReadinessCheck, type ReadinessReport } from './health/readiness.js';
export { AtelierLogger, createLogger, type LoggerOptions, type LogLevel } from './logging/logger.js';
export { redactText } from './logging/redaction.js';
export { Metrics, requestSeconds } from './metrics/metrics.js';
export { TelemetryModule, type TelemetryOptions } from './telemetry.module.js';
export { traceparent } from './tracing/traceparent.js';
export { isTracing, startTracing, type Tracing, type TracingOptions } from './tracing/tracing.js';
export { sharedReading } from './metrics/shared-reading.js';
