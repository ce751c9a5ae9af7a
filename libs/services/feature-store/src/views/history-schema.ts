import type { TypedName } from '@atelier/online-features';
import type { MLFeatureStore } from './feature-view.entity.js';

/** The columns of a view's history: its features, or, of a temporal view, the values that its features are made of. */
export function historySchema({ schema, temporal }: Pick<MLFeatureStore, 'schema' | 'temporal'>): readonly TypedName[] {
  return temporal === null ? schema : temporal.value_columns.map((name) => ({ name, type: 'float' }));
}
