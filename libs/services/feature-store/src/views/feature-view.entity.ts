import type { CompleteTemporalPlan } from '@atelier/learning';
import type { FeatureType, KeyType, TypedName } from '@atelier/online-features';
import { Column, Entity, PrimaryColumn, type ValueTransformer } from 'typeorm';

export type ViewStatus = 'loading' | 'ready' | 'failed';

export type ViewKind = 'batch' | 'stream' | 'on_demand' | 'temporal';

/** How the features of an on-demand view come from others. */
export interface Computation {
  readonly inputs: readonly { readonly viewId: string; readonly view: string; readonly version: number }[];
  readonly request: readonly TypedName[];
  readonly expressions: Readonly<Record<string, string>>;
}

const wholeNumber: ValueTransformer = { from: Number, to: (value: number) => value };

/** One version of a feature view: typed features of an entity, from datasets, pushed rows or expressions. Only the fields of loading ever change. */
@Entity({ schema: 'feature_store', name: 'ml_feature_store' })
export class MLFeatureStore {
  @PrimaryColumn('uuid', { name: 'view_id' })
  viewId!: string;
  @Column('text')
  project!: string;
  @Column('text')
  name!: string;
  /** From 1, one more each time the name is registered. */
  @Column('int')
  version!: number;
  @Column('text')
  kind!: ViewKind;
  /** The first of the datasets of a batch or temporal view. */
  @Column('text', { name: 'dataset_id', nullable: true })
  datasetId!: string | null;
  /** The registered entity; null where a dataset's column alone is the key. */
  @Column('text', { nullable: true })
  entity!: string | null;
  @Column('text', { name: 'entity_column', nullable: true })
  entityColumn!: string | null;
  @Column('jsonb', { name: 'join_keys' })
  joinKeys!: readonly TypedName<KeyType>[];
  @Column('jsonb')
  features!: readonly string[];
  /** The features with their types. */
  @Column('jsonb')
  schema!: readonly TypedName<FeatureType>[];
  /** The column that says when a row was true; null: when the dataset was registered. */
  @Column('text', { name: 'timestamp_column', nullable: true })
  timestampColumn!: string | null;
  /** The column that says since when a row was known; null: since it was true, or was pushed. */
  @Column('text', { name: 'known_at_column', nullable: true })
  knownAtColumn!: string | null;
  @Column('jsonb', { nullable: true })
  computation!: Computation | null;
  /** What a temporal view makes of its rows. */
  @Column('jsonb', { nullable: true })
  temporal!: CompleteTemporalPlan | null;
  /** Older values are answered as OUTSIDE_MAX_AGE; null: values do not age. */
  @Column('int', { name: 'ttl_seconds', nullable: true })
  ttlSeconds!: number | null;
  @Column('text')
  status!: ViewStatus;
  @Column('text')
  detail!: string;
  /** Rows of the dataset that were read so far: where a restart goes on. */
  @Column('bigint', { name: 'rows_read', transformer: wholeNumber })
  rowsRead!: number;
  @Column('text', { name: 'created_by' })
  createdBy!: string;
  @Column('timestamptz', { name: 'created_at' })
  createdAt!: Date;
}
