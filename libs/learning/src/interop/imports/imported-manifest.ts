import type { Evaluation } from '../../evaluation/metrics/evaluate.js';
import type { ExpectedOutputs, ParityCertificate } from '../../pipeline/certificate.js';
import type { RawRow } from '../../pipeline/encode.js';
import { manifestFormat, mostGoldenRows, type PipelineManifest } from '../../pipeline/manifest.js';
import type { Signature } from '../../frame/signature.js';
import type { PreparationDescription } from '../../preparation/preparation.js';

export interface ImportedManifestParts {
  readonly signature: Signature;
  readonly algorithm: string;
  /** As the format is named: `xgboost`, `onnx`, … */
  readonly format: string;
  readonly libraryVersion: string;
  /** Of the file that was taken in. */
  readonly fileDigest: string;
  readonly steps?: PreparationDescription;
  /** Rows and what the model said of them when it was taken in; at most 20 are kept. */
  readonly rows: readonly RawRow[];
  readonly expected: ExpectedOutputs;
  readonly certificate: ParityCertificate;
  /** Where the file came with some. */
  readonly metrics?: Evaluation;
  readonly summary?: object;
}

/** The manifest of a model of another library: no training statistics, golden rows that were made up or came with it. */
export function importedManifest(parts: ImportedManifestParts): PipelineManifest {
  const { signature, algorithm, format, libraryVersion, fileDigest, steps, rows, expected, certificate, metrics, summary } = parts;
  const kept = rows.slice(0, mostGoldenRows);
  return {
    format: manifestFormat,
    library_version: libraryVersion,
    signature,
    ...(signature.classes ? { classes: signature.classes } : {}),
    steps: steps ?? { numbers: [], steps: [], texts: [] },
    algorithm,
    hyperparameters: {},
    seed: 0,
    data_hash: fileDigest,
    imported: { format },
    sketches: null,
    golden: { rows: kept, expected: firstRows(expected, kept.length, signature) },
    certificate,
    importance: {},
    metrics: metrics ?? {},
    summary: summary ?? {},
  };
}

function firstRows({ codes, probabilities, values, scores }: ExpectedOutputs, rows: number, signature: Signature): ExpectedOutputs {
  return {
    ...(codes && { codes: codes.slice(0, rows) }),
    ...(probabilities && { probabilities: probabilities.slice(0, rows * (signature.classes?.length ?? 1)) }),
    ...(values && { values: values.slice(0, rows) }),
    ...(scores && { scores: scores.slice(0, rows * (signature.scores ?? 1)) }),
  };
}
