/** Name of the step that keeps what was learned of how texts become a preset's columns. */
export const clientFeaturesStep = 'client_features';
