import { type CompleteTemporalPlan, prepareTemporalPlan } from '@atelier/learning';
import { writeTemporalFeatures } from '@atelier/tables';
import { type DerivationInput, openTables, serveDerivation } from '../derived/derivation.js';

/** The child's side of `TemporalFeatures.make`. */
serveDerivation(async (input: DerivationInput<CompleteTemporalPlan>) => {
  const prepared = await prepareTemporalPlan(input.request);
  // The fold goes through the rows on one thread; a second one would only wait for it, and DuckDB's threads wait by spinning.
  using database = await openTables(input, 1);
  await writeTemporalFeatures(database, prepared, { from: input.file, to: input.parquets[0] });
  const columns = prepared.features.map(({ name, type }) => ({ name, type, role: 'feature' as const }));
  return { tables: [{ steps: [{ name: 'temporal_features', parameters: { ...input.request } }], columns }], answer: undefined };
});
