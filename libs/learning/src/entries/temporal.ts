export * from '../preparation/temporal/index.js';
