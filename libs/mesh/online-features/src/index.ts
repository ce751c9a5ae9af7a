export * from './definitions.js';
export { type Cell, entityKey, entityOf } from './entity-key.js';
export { Expression } from './expressions/expression.js';
export { expressionFunctions } from './expressions/functions.js';
export * from './online-features.js';
export { onlineFeaturesSchema } from './online-features-schema.js';
export { type EntityRow, readOnlineRows, storeOnlineRows } from './online-rows.js';
export * from './service-definition.js';
