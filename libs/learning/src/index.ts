export { LearningError, learningErrorCodes, type LearningErrorCode, throwIfAborted } from './errors.js';
export * from './frame/column.js';
export * from './frame/signature.js';
export * from './random/random.js';
export * from './estimators/estimator.js';
export * from './estimators/parameters.js';
export type * from './onnx/graph-builder.js';
export { createGraph, onnxVersions } from './onnx/graph-writer.js';
