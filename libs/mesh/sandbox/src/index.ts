export * from './program-path.js';
export * from './sandbox.js';
export * from './sandbox-run.js';
export * from './serve-sandbox.js';
export * from './spare-sandbox.js';
export { Turnstile } from './turnstile.js';
