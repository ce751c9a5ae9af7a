import { availableParallelism } from 'node:os';
import { type CompleteTemporalPlan, prepareTemporalPlan } from '@atelier/learning/temporal';
import { writeTemporalFeatures } from '@atelier/tables';
import { type DerivationInput, serveDerivation, tableLimits } from '../derived/derivation.js';

/** Each holds a fold's code and what DuckDB sorts in. */
const threadsAtMost = 4;

/** The child's side of `TemporalFeatures.make`. */
serveDerivation(async (input: DerivationInput<CompleteTemporalPlan>) => {
  const prepared = await prepareTemporalPlan(input.request);
  await writeTemporalFeatures(tableLimits(input, Math.min(availableParallelism(), threadsAtMost)), prepared, {
    from: input.file,
    to: input.parquets[0],
  });
  const columns = prepared.features.map(({ name, type }) => ({ name, type, role: 'feature' as const }));
  return { tables: [{ steps: [{ name: 'temporal_features', parameters: { ...input.request } }], columns }], answer: undefined };
});
