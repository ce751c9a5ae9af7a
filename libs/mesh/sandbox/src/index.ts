export * from './program-path.js';
export * from './sandbox.js';
export * from './serve-sandbox.js';
