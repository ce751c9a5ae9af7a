import {
  AtelierError,
  type ClientTrainings as Accepted,
  type ColumnSchema,
  type ErrorCode,
  presetOf,
  type Principal,
  type TaskType,
  type TrainClientModels,
  trainRequestSchema,
  type TrainRequest,
} from '@atelier/contracts';
import { clientPreset, type ClientPreset, clientTargets, targetTasks } from '@atelier/learning';
import { Injectable } from '@nestjs/common';
import type { Dataset } from '../datasets/dataset.entity.js';
import { Datasets } from '../datasets/datasets.js';
import { TrainingIntake } from '../training/training-intake.js';

interface AskedTarget {
  readonly column: string;
  readonly task: TaskType;
}

/** Models of clients from their notes: for each target an ordinary training job that reads the texts by the preset. */
@Injectable()
export class ClientTrainings {
  constructor(
    private readonly datasets: Datasets,
    private readonly intake: TrainingIntake,
  ) {}

  /**
   * One idempotency key stands for all the jobs. Throws `dataset.not_found`, `notes.not_clients`, `notes.labels_missing` before the first job, and
   * what `TrainingIntake.accept` throws.
   */
  async accept(caller: Principal, request: TrainClientModels, idempotencyKey: string | null): Promise<Accepted> {
    const dataset = await this.datasets.find(caller.project, request.clients_dataset_id);
    requireNotes(dataset);
    const preset = clientPreset(presetOf(request.preset));
    const jobs: { target: string; task_type: string; algorithm: string; job_id: string }[] = [];
    for (const target of targetsOf(dataset, request.targets)) {
      const training = trainingOf(preset, target, request);
      const key = idempotencyKey === null ? null : `${idempotencyKey}:${target.column}`;
      const { job_id } = await this.intake.accept(caller, training, key);
      jobs.push({ target: target.column, task_type: target.task, algorithm: training.algorithm, job_id });
    }
    return { status: 'accepted', preset: preset.name, jobs, message: 'Follow each job at /api/ml/models/train/{job_id}.' };
  }
}

function trainingOf(
  preset: ClientPreset,
  { column, task }: AskedTarget,
  { clients_dataset_id, test_size, seed }: TrainClientModels,
): TrainRequest {
  const members = preset.members(task);
  const [first] = members;
  const learner = members.length === 1 ? first : { algorithm: 'voting', hyperparameters: { members: [...members] } };
  return trainRequestSchema.parse({
    dataset_id: clients_dataset_id,
    target_column: column,
    task_type: task,
    ...learner,
    text: { encoding: preset.encoding.kind },
    test_size,
    validation_size: 0,
    seed,
  });
}

function requireNotes({ name, columns }: Dataset): void {
  const used = columns.filter(({ role }) => role !== 'ignored' && role !== 'identifier').map((column) => column.name);
  if (used.length === 1 && used[0] === 'notes') return;
  const found = columns.some((column) => column.name === 'notes')
    ? `uses ${used.slice(0, 10).join(', ')} beside them`
    : 'has no column "notes"';
  throw refused('notes.not_clients', 'clients_dataset_id', `The dataset "${name}" ${found}.`);
}

/** Columns that a dataset of clients has beside labels. */
const ownColumns = ['client_id', 'notes', 'note_count', 'first_note', 'last_note', 'languages', 'labels_origin'];

function targetsOf({ name, columns }: Dataset, asked: readonly string[] | undefined): AskedTarget[] {
  const labels = columns.filter((column) => !ownColumns.includes(column.name));
  const wanted = asked ?? clientTargets.filter((target) => labels.some((label) => label.name === target));
  const there = labels.map((label) => label.name).join(', ') || 'none';
  if (wanted.length === 0)
    throw refused(
      'notes.labels_missing',
      'targets',
      `The dataset "${name}" has no label of ${clientTargets.join(', ')}; its labels: ${there}.`,
    );
  return [...new Set(wanted)].map((column) => {
    const label = labels.find((each) => each.name === column);
    if (!label) throw refused('notes.labels_missing', 'targets', `The dataset "${name}" has no label "${column}"; its labels: ${there}.`);
    return { column, task: taskOf(label) };
  });
}

/** The known targets by their names; others by their type, where numbers are amounts. */
function taskOf({ name, type }: ColumnSchema): TaskType {
  const known = clientTargets.find((target) => target === name);
  if (known) return targetTasks[known].task;
  return type === 'float' || type === 'integer' ? 'regression' : 'classification';
}

function refused(code: ErrorCode, path: string, message: string): AtelierError {
  return new AtelierError(code, message, [{ path, message }]);
}
