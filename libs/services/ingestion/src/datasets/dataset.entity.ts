import type { ColumnSchema, DatasetStep } from '@atelier/contracts';
import { Column, Entity, PrimaryColumn, type ValueTransformer } from 'typeorm';
import type { ColumnProfile } from '../reading/profile.js';

/** PostgreSQL's bigint comes as a text; none of ours passes 2^53. */
const wholeNumber: ValueTransformer = { from: Number, to: (value: number) => value };

/** A table that was checked and kept. It never changes. */
@Entity({ schema: 'ingestion', name: 'ml_dataset' })
export class MLDataset {
  /** UUIDv7: newer ones are greater. */
  @PrimaryColumn('uuid', { name: 'dataset_id' })
  datasetId!: string;
  @Column('text')
  project!: string;
  @Column('text')
  name!: string;
  @Column('bigint', { transformer: wholeNumber })
  rows!: number;
  /** In the order of the file. */
  @Column('jsonb')
  columns!: readonly (ColumnSchema & { readonly missing: number })[];
  /** Statistics of every column; not read for lists. */
  @Column('jsonb', { select: false })
  profile!: readonly ColumnProfile[];
  @Column('text', { name: 'target_column', nullable: true })
  targetColumn!: string | null;
  @Column('text')
  format!: string;
  @Column('boolean')
  gzipped!: boolean;
  /** Of a workbook, the sheet that was asked for. */
  @Column('text', { nullable: true })
  sheet!: string | null;

  @Column('text', { name: 'raw_digest' })
  rawDigest!: string;
  @Column('bigint', { name: 'raw_bytes', transformer: wholeNumber })
  rawBytes!: number;
  @Column('text', { name: 'parquet_digest' })
  parquetDigest!: string;
  @Column('bigint', { name: 'parquet_bytes', transformer: wholeNumber })
  parquetBytes!: number;
  @Column('uuid', { name: 'parent_dataset_id', nullable: true })
  parentDatasetId!: string | null;
  /** What was done to the parent, in order. */
  @Column('jsonb')
  steps!: readonly DatasetStep[];

  @Column('text', { name: 'created_by' })
  createdBy!: string;
  @Column('timestamptz', { name: 'created_at' })
  createdAt!: Date;
}
