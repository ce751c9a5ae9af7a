import { readFile } from 'node:fs/promises';
import { loadPipeline, type Pipeline, writeLightgbmText, writeXgboostJson } from '@atelier/learning';

/** Formats of other libraries; these hold the boosted trees alone, which read what preparation makes of the raw columns. */
export const foreignFormats = ['xgboost', 'lightgbm'] as const;
export type ForeignFormat = (typeof foreignFormats)[number];

export interface WriteModelInput {
  readonly pipelineFile: string;
  readonly format: ForeignFormat;
}

const writers: Readonly<Record<ForeignFormat, (pipeline: Pipeline) => string>> = {
  xgboost: ({ estimator, preparation }) => writeXgboostJson(estimator, { names: preparation.names.map(plainName) }),
  lightgbm: ({ estimator, preparation }) => writeLightgbmText(estimator, { names: preparation.names }),
};

/** XGBoost refuses these in names. */
function plainName(name: string): string {
  return name.replaceAll('[', '(').replaceAll(']', ')').replaceAll('<', 'below');
}

/** Throws `learning.model_invalid` for models that are not boosted trees. */
export async function writeModel({ pipelineFile, format }: WriteModelInput): Promise<string> {
  return writers[format](loadPipeline(JSON.parse(await readFile(pipelineFile, 'utf8'))).pipeline);
}
