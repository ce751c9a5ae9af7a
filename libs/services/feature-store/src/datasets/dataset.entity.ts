import type { ColumnSchema } from '@atelier/contracts';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** What the feature store knows of a dataset, from its event. */
@Entity({ schema: 'feature_store', name: 'dataset' })
export class Dataset {
  @PrimaryColumn('text', { name: 'dataset_id' })
  datasetId!: string;
  @Column('text')
  project!: string;
  @Column('text')
  name!: string;
  @Column('text', { name: 'parquet_digest' })
  parquetDigest!: string;
  @Column('jsonb')
  columns!: readonly ColumnSchema[];
  /** The time of values that carry none of their own. */
  @Column('timestamptz', { name: 'registered_at' })
  registeredAt!: Date;
}
