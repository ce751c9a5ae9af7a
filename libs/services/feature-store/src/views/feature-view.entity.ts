import { Column, Entity, PrimaryColumn, type ValueTransformer } from 'typeorm';

export type ViewStatus = 'loading' | 'ready' | 'failed';

const wholeNumber: ValueTransformer = { from: Number, to: (value: number) => value };

/** One version of a feature view: columns of a dataset, served by the key of an entity. Only the fields of loading ever change. */
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
  @Column('text', { name: 'dataset_id' })
  datasetId!: string;
  /** The column whose values are the keys. */
  @Column('text', { name: 'entity_column' })
  entityColumn!: string;
  @Column('jsonb')
  features!: readonly string[];
  /** The column that says when a row was true; null: when the dataset was registered. */
  @Column('text', { name: 'timestamp_column', nullable: true })
  timestampColumn!: string | null;
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
