import { ArtifactStore } from '@atelier/artifacts';
import {
  comparedModel,
  compareOutputs,
  encodeRows,
  LearningError,
  parseManifest,
  type PipelineManifest,
  type TextEncodings,
  textEncodingsOf,
} from '@atelier/learning';
import { Inject, Injectable } from '@nestjs/common';
import { InferenceOptions } from '../options.js';
import type { VersionRecord } from '../projection/version-record.entity.js';
import { GraphSession } from './graph-session.js';
import { ServedModel } from './served-model.js';

/** Makes a version ready to answer: fetched, verified, checked against its signature, warmed, and proved on its golden rows. */
@Injectable()
export class ModelLoader {
  constructor(
    private readonly artifacts: ArtifactStore,
    @Inject(InferenceOptions) private readonly options: InferenceOptions,
  ) {}

  /** `artifact.…` when the bytes cannot be had or are not what they were, `learning.model_invalid` or `learning.parity_failed` when they do not do. */
  async load(record: VersionRecord): Promise<ServedModel> {
    const [onnx, manifestBytes] = await Promise.all([this.artifacts.read(record.onnxDigest), this.artifacts.read(record.manifestDigest)]);
    const manifest = parseManifest(parseJson(manifestBytes));
    const encodings = textEncodingsOf(manifest.steps);
    const session = await GraphSession.open(onnx, manifest.signature);
    try {
      await proveParity(session, manifest, encodings);
    } catch (error) {
      await session.close();
      throw error;
    }
    return new ServedModel(record, manifest, encodings, session, this.options);
  }
}

/** Runs the golden rows, together and one alone (the shape of most requests), which warms the session, and compares as the certificate did. */
async function proveParity(
  session: GraphSession,
  { signature, golden, certificate }: PipelineManifest,
  encodings: TextEncodings,
): Promise<void> {
  if (golden.rows.length === 0)
    throw new LearningError('learning.model_invalid', 'The manifest has no golden rows to check the model with.');
  await session.raw(encodeRows(signature, golden.rows.slice(0, 1), encodings));
  const outputs = await session.raw(encodeRows(signature, golden.rows, encodings));
  compareOutputs(golden.expected, outputs, comparedModel(signature, golden.rows.length, certificate.scale));
}

function parseJson(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch (cause) {
    throw new LearningError('learning.model_invalid', `The manifest is not JSON: ${(cause as Error).message}`);
  }
}
