export { attributedSums, type Attribution, groupAttribution, type GroupedAttribution } from './attribution.js';
export { explainPrediction, type ExplainOptions, type Explanation, type ExplanationMethod } from './explain-prediction.js';
export { interventionalShap } from './interventional-shap.js';
export { linearShap } from './linear-shap.js';
export { partialDependence, type PartialDependence, type PartialDependenceOptions } from './partial-dependence.js';
export { pathDependentShap } from './path-dependent-shap.js';
