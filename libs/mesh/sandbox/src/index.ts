export * from './program-path.js';
export * from './sandbox.js';
