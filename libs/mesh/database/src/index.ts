export * from './service-schema.js';
