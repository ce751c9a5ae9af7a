import type { Stage } from '@atelier/contracts';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A registered version as inference knows it from the registry's events. */
@Entity({ schema: 'inference', name: 'version' })
export class VersionRecord {
  @PrimaryColumn('uuid', { name: 'model_id' })
  modelId!: string;
  @Column('text')
  project!: string;
  @Column('text')
  name!: string;
  @Column('text')
  version!: string;
  @Column('text')
  stage!: Stage;
  @Column('text')
  algorithm!: string;
  @Column('text', { name: 'onnx_digest' })
  onnxDigest!: string;
  @Column('text', { name: 'manifest_digest' })
  manifestDigest!: string;
  /** Whether some replica has loaded it once and said so. */
  @Column('boolean')
  announced!: boolean;
}
