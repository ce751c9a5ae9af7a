export { LearningError } from '../errors.js';
export * from '../frame/column.js';
export { columnLength, columnMissing, Frame, isMissing } from '../frame/frame.js';
export { textColumn } from '../frame/text-column.js';
