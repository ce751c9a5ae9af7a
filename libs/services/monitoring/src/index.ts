export { MonitoringModule } from './monitoring.module.js';
export { MonitoringOptions } from './options.js';
export { monitoringSchema } from './monitoring.schema.js';
