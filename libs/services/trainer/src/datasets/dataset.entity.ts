import type { ColumnSchema } from '@atelier/contracts';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** What the trainer knows of a data set, from its event: enough to read its columns without asking ingestion. */
@Entity({ schema: 'trainer', name: 'dataset' })
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
  @Column('int')
  rows!: number;
  @Column('text', { name: 'target_column', nullable: true })
  targetColumn!: string | null;
  @Column('timestamptz', { name: 'registered_at' })
  registeredAt!: Date;
}
