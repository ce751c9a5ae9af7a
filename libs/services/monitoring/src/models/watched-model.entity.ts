import type { ModelHealth, ModelMetrics, ModelTask, Stage } from '@atelier/contracts';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A version of a model as monitoring knows it from the registry's events, with what has been counted of it since. */
@Entity({ schema: 'monitoring', name: 'model' })
export class WatchedModel {
  @PrimaryColumn('text', { name: 'model_id' })
  modelId!: string;
  @Column('text')
  project!: string;
  @Column('text', { name: 'model_name' })
  modelName!: string;
  @Column('text')
  version!: string;
  @Column('text')
  stage!: Stage;
  /** Of the rollout that last told the stage. */
  @Column('int')
  sequence!: number;
  @Column('text', { name: 'task_type' })
  taskType!: ModelTask;
  @Column('text', { name: 'training_job_id' })
  trainingJobId!: string;
  @Column('text', { name: 'onnx_digest' })
  onnxDigest!: string;
  @Column('text', { name: 'manifest_digest' })
  manifestDigest!: string;
  /** Of the test part: the baseline. */
  @Column('jsonb')
  metrics!: ModelMetrics;
  @Column('bigint', { transformer: count() })
  predictions!: number;
  @Column('bigint', { transformer: count() })
  failures!: number;
  @Column('bigint', { transformer: count() })
  outcomes!: number;
  /** How many outcomes there were when performance was last judged. */
  @Column('bigint', { name: 'outcomes_judged', transformer: count() })
  outcomesJudged!: number;
  @Column('jsonb', { nullable: true })
  performance!: ModelHealth['performance'] | null;
}

/** PostgreSQL gives bigint as text; counts stay far below 2^53. */
function count() {
  return { to: (value: number) => value, from: (value: string | null) => Number(value) };
}
