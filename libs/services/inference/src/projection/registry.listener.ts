import { type AtelierEvent, type EventContext, OnEvent } from '@atelier/bus';
import type { ServedVersion } from '@atelier/contracts';
import { Controller } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import type { EntityManager } from 'typeorm';
import { Fleet } from '../models/fleet.js';
import { RolloutRecord } from './rollout-record.entity.js';
import { VersionRecord } from './version-record.entity.js';

/** Writes down what the registry says should be served; the fleet then makes it so. */
@Controller()
export class RegistryListener {
  constructor(private readonly fleet: Fleet) {}

  @OnEvent('inference', 'version.registered')
  async registered(@Payload() { project, data }: AtelierEvent<'version.registered'>, @Ctx() context: EventContext): Promise<void> {
    const values = [versionRecord(project, data)];
    await context.manager.createQueryBuilder().insert().into(VersionRecord).values(values).orIgnore().execute();
    context.afterCommit(() => this.fleet.wake());
  }

  @OnEvent('inference', 'rollout.changed')
  async rolledOut(@Payload() { project, data }: AtelierEvent<'rollout.changed'>, @Ctx() context: EventContext): Promise<void> {
    const { manager } = context;
    const { model_name: name, sequence, production_model_id, previous_model_id } = data;
    const known = await manager.findOne(RolloutRecord, { where: { project, name }, lock: { mode: 'pessimistic_write' } });
    if (known && known.sequence >= sequence) return;
    await storeVersions(manager, project, data.versions);
    await manager.save(RolloutRecord, {
      project,
      name,
      sequence,
      productionModelId: production_model_id,
      previousModelId: previous_model_id,
      announcedSequence: known?.announcedSequence ?? 0,
    });
    context.afterCommit(() => this.fleet.wake());
  }
}

/** Versions may be told by a rollout before, or without, their own event. */
async function storeVersions(manager: EntityManager, project: string, versions: readonly ServedVersion[]): Promise<void> {
  const records = versions.map((version) => versionRecord(project, version));
  await manager.createQueryBuilder().insert().into(VersionRecord).values(records).orUpdate(['stage'], ['model_id']).execute();
}

function versionRecord(project: string, version: ServedVersion): VersionRecord {
  return {
    project,
    modelId: version.model_id,
    name: version.model_name,
    version: version.version,
    stage: version.stage,
    algorithm: version.algorithm,
    onnxDigest: version.onnx_digest,
    manifestDigest: version.manifest_digest,
    announced: false,
  };
}
