import { AtelierError } from '@atelier/contracts';
import { InjectOutbox, Outbox } from '@atelier/bus';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import type { CandidateModel } from '../candidates/candidate.entity.js';
import type { NamedModel } from '../rollouts/named-model.entity.js';
import { type Actor, Stages } from '../rollouts/stages.js';
import { type ImportedFile, MLModelVersion, type ParityCertificate, servedVersion } from './model-version.entity.js';
import {
  changeBetween,
  compareVersions,
  firstVersion,
  formatVersion,
  nextVersion,
  parseVersion,
  type SemanticVersion,
} from './semantic-version.js';

export interface NewVersion {
  readonly jobId: string;
  readonly candidate: CandidateModel;
  /** A version that the caller wants; else it follows from the evidence. */
  readonly version?: string;
  readonly description: string;
  readonly tags: readonly string[];
  /** Set for a model of another library. */
  readonly imported?: ImportedFile;
  /** Set for a version that a retraining made: its parent is the incumbent, and it is a patch whatever the data. */
  readonly retraining?: { readonly id: string; readonly incumbent: MLModelVersion };
}

const namePattern = /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/;

/** `model.name_invalid` unless the name is safe in an address, a file name and a metric label. */
export function requireModelName(name: string): void {
  if (!namePattern.test(name))
    throw new AtelierError('model.name_invalid', 'A model name starts with a letter or digit; dots, dashes and underscores may follow.', [
      { path: 'model_name', message: 'is not allowed' },
    ]);
}

/** Largest difference between the ONNX file and the trainer at which a version may be made. */
export const certifiedError = 1e-5;

export function isCertified({ rows, largest_error, labels_equal }: ParityCertificate): boolean {
  return rows > 0 && labels_equal && largest_error <= certifiedError;
}

/** Makes versions of trained models: numbers them, keeps their lineage and tells inference. */
@Injectable()
export class Registration {
  constructor(
    @InjectOutbox('registry') private readonly outbox: Outbox,
    private readonly stages: Stages,
  ) {}

  /** Stores a staged version in the caller's transaction, under the lock of its name. `model.uncertified`, `model.version_taken`, `model.version_invalid`. */
  async register(manager: EntityManager, model: NamedModel, request: NewVersion, by: Actor): Promise<MLModelVersion> {
    if (!isCertified(request.candidate.certificate)) throw uncertified(request);
    const earlier = await manager.findBy(MLModelVersion, { project: model.project, name: model.name });
    const highest = highestOf(earlier);
    const number = request.version === undefined ? numberFromEvidence(highest, request) : numberAsAsked(request.version, earlier, highest);
    const version = manager.create(MLModelVersion, {
      modelId: uuidv7(),
      project: model.project,
      name: model.name,
      version: formatVersion(number),
      stage: 'training',
      trainingJobId: request.jobId,
      ...request.candidate,
      imported: request.imported ?? null,
      parentModelId: (request.retraining?.incumbent ?? highest)?.modelId ?? null,
      retrainingId: request.retraining?.id ?? null,
      description: request.description,
      tags: tagsOf(request),
      createdBy: by.who,
      createdAt: new Date(),
      servingOutcome: 'pending',
      servingDetail: '',
    });
    await manager.save(version);
    await this.stages.move(manager, version, 'staged', by);
    await this.outbox.publish(manager, model.project, 'version.registered', {
      ...servedVersion(version),
      metrics: version.metrics,
      task_type: version.taskType,
      dataset_id: version.datasetId,
      retraining_id: version.retrainingId,
    });
    return version;
  }
}

/** A version of generated labels says so wherever it is listed. */
const generatedTag = 'generated-labels';

function tagsOf({ tags, candidate }: NewVersion): string[] {
  const marked = candidate.labelsOrigin ? [...tags, generatedTag] : tags;
  return [...new Set(marked)];
}

function highestOf(versions: readonly MLModelVersion[]): MLModelVersion | undefined {
  return versions.toSorted((a, b) => compareVersions(parseVersion(b.version), parseVersion(a.version)))[0];
}

function numberFromEvidence(highest: MLModelVersion | undefined, { candidate, retraining }: NewVersion): SemanticVersion {
  if (!highest) return firstVersion;
  const change = changeBetween(highest, candidate);
  return nextVersion(parseVersion(highest.version), retraining && change === 'minor' ? 'patch' : change);
}

function numberAsAsked(asked: string, earlier: readonly MLModelVersion[], highest: MLModelVersion | undefined): SemanticVersion {
  const number = parseVersion(asked);
  const errors = [{ path: 'version', message: `must be above ${highest?.version}` }];
  if (earlier.some(({ version }) => version === asked))
    throw new AtelierError('model.version_taken', `Version ${asked} is taken by another training job.`, errors);
  if (highest && compareVersions(number, parseVersion(highest.version)) < 0)
    throw new AtelierError('model.version_invalid', `Version ${asked} is below the latest, ${highest.version}.`, errors);
  return number;
}

function uncertified({ jobId, candidate: { certificate } }: NewVersion): AtelierError {
  const { rows, largest_error, labels_equal } = certificate;
  const found = `${rows} rows, largest error ${largest_error} (allowed: ${certifiedError}), labels ${labels_equal ? 'equal' : 'not equal'}`;
  return new AtelierError(
    'model.uncertified',
    `The certificate of job ${jobId} does not prove that serving answers as training did: ${found}.`,
  );
}
