import { copyFile } from 'node:fs/promises';
import type { DatasetStep } from '@atelier/contracts';
import { serveDerivation } from '../derived/derivation.js';

export interface TrainingSetRequest {
  /** The built set. */
  readonly file: string;
  readonly targetColumn: string | null;
  readonly step: DatasetStep;
}

serveDerivation<TrainingSetRequest, undefined>(async ({ parquets, request: { file, targetColumn, step } }) => {
  await copyFile(file, parquets[0]);
  const columns = targetColumn === null ? [] : [{ name: targetColumn, role: 'target' as const }];
  return { tables: [{ steps: [step], columns }], answer: undefined };
});
