import type { CompleteTemporalPlan } from '@atelier/learning';
import type { FeatureType, KeyType, TypedName } from './definitions.js';

/** A view's part of a service. */
export interface ServedView {
  readonly view_id: string;
  readonly view: string;
  readonly version: number;
  readonly join_keys: readonly TypedName<KeyType>[];
  /** All of the view, in the order of its stored cells. */
  readonly features: readonly TypedName[];
  readonly ttl_seconds: number | null;
  /** The ones that are read, and their names in the service. */
  readonly wanted: readonly { readonly feature: string; readonly as: string }[];
  /** Of a temporal view: its features come from states, at the date that a row gives in the plan's date column. */
  readonly temporal?: CompleteTemporalPlan;
}

/** A feature that is computed from others of the same row. */
export interface ComputedFeature {
  readonly as: string;
  readonly expression: string;
  /** The names in the expression: which column of the row each means, and of what type it is. */
  readonly inputs: Readonly<Record<string, { readonly column: string; readonly type: FeatureType }>>;
}

/** What a service gives, by name. */
export interface ServedFeature extends TypedName {
  readonly view: string;
  readonly version: number;
  readonly feature: string;
}

/** A version of a feature service with everything that it stands on: it never changes, whatever becomes of the views. */
export interface ServiceDefinition {
  readonly name: string;
  readonly version: number;
  readonly views: readonly ServedView[];
  readonly computed: readonly ComputedFeature[];
  /** Columns that come with the request, or with the labels. */
  readonly request: readonly TypedName[];
  readonly join_keys: readonly TypedName<KeyType>[];
  /** What it gives, in order. */
  readonly features: readonly ServedFeature[];
}
