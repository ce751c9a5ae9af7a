import { type CompleteTemporalPlan, prepareTemporalPlan } from '@atelier/learning';
import { writeTemporalFeatures } from '@atelier/tables';
import { type DerivationInput, openTables, serveDerivation } from '../derived/derivation.js';

/** The child's side of `TemporalFeatures.make`. */
serveDerivation(async (input: DerivationInput<CompleteTemporalPlan>) => {
  const prepared = await prepareTemporalPlan(input.request);
  using database = await openTables(input);
  await writeTemporalFeatures(database, prepared, { from: input.file, to: input.parquets[0] });
  const columns = prepared.features.map(({ name, type }) => ({ name, type, role: 'feature' as const }));
  return { tables: [{ steps: [{ name: 'temporal_features', parameters: { ...input.request } }], columns }], answer: undefined };
});
