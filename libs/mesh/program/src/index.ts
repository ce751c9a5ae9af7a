export { MultipartBodies } from './edge/multipart-bodies.js';
export { ProblemFilter } from './edge/problem-filter.js';
export { type FormLimits, type ReceivedFile, type ReceivedForm, receiveForm } from './edge/receive-form.js';
export * from './program.js';
export * from './settings/limits.js';
export * from './settings/settings.js';
export * from './stopping.js';
export * from './mesh-service.js';
export * from './edge/dashboard-files.js';
