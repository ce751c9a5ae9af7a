import type { DatasetQuality } from '@atelier/contracts';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** What was found of a dataset's flaws. It can be measured again at any time. */
@Entity({ schema: 'ingestion', name: 'quality_report' })
export class QualityReport {
  @PrimaryColumn('uuid', { name: 'dataset_id' })
  datasetId!: string;

  /** Of the measure: reports of an earlier one are measured again. */
  @Column('integer')
  version!: number;

  @Column('jsonb')
  report!: DatasetQuality;
}
