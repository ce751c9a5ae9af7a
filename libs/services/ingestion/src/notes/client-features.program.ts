import { join } from 'node:path';
import type {
  ClientOptions,
  Column,
  FittedTextEncoding,
  Frame,
  SparseMatrix,
  TextEncoding,
  TextEncodingDescription,
} from '@atelier/learning';
import { literal, parquetOptions, readFrame, writeParquet } from '@atelier/tables';
import { type Derivation, type DerivationInput, openTables, serveDerivation } from '../derived/derivation.js';
import { clientFeaturesStep } from './client-features-step.js';
import { textsOf } from './table-cells.js';

/** What the program is asked. */
export interface ClientFeaturesInput {
  readonly preset: 'fast' | 'elite' | 'full';
  /** What was learned for another dataset; null where it is to be learned from this one. */
  readonly encoding: TextEncodingDescription | null;
}

export interface ClientFeaturesAnswer {
  readonly columns: number;
}

/** Clients at once: their columns are many, and all of them need not be in memory. */
const chunkClients = 4000;

/** The child's side of `ClientDatasets.makeFeatures`. */
serveDerivation(async (input: DerivationInput<ClientFeaturesInput>): Promise<Derivation<ClientFeaturesAnswer>> => {
  const { request, file, memoryMiB } = input;
  const table = await readFrame(file, ['client_id', 'notes'], { memoryMiB: Math.floor(memoryMiB / 4) });
  const texts = textsOf(table.column('notes'));
  const preset = await presetNamed(request.preset);
  const fitted = request.encoding ? preset.load(request.encoding) : preset.fit(texts, {});
  await writeColumns(input, table, texts, fitted);
  const parameters = { preset: request.preset, fitted_here: request.encoding === null };
  const steps = [{ name: clientFeaturesStep, parameters, fitted: { encoding: { ...fitted.description } } }];
  const columns = fitted.names.map((name) => ({ name, type: 'float' as const, role: 'feature' as const }));
  return { tables: [{ steps, columns }], answer: { columns: fitted.names.length } };
});

async function presetNamed(preset: ClientFeaturesInput['preset']): Promise<TextEncoding<ClientOptions>> {
  const { clientElite, clientFast, clientFull } = await import('@atelier/learning');
  return { fast: clientFast, elite: clientElite, full: clientFull }[preset];
}

async function writeColumns(
  input: DerivationInput<unknown>,
  table: Frame,
  texts: readonly string[],
  fitted: FittedTextEncoding,
): Promise<void> {
  const { Frame } = await import('@atelier/learning');
  const { directory, parquets } = input;
  const pieces: string[] = [];
  for (let from = 0; from < texts.length; from += chunkClients) {
    const to = Math.min(texts.length, from + chunkClients);
    const clients = table.select(['client_id']).take(Int32Array.from({ length: to - from }, (_, at) => from + at));
    const columns = columnsOf(fitted.transform(texts.slice(from, to)));
    const piece = texts.length <= chunkClients ? parquets[0] : join(directory, `piece-${pieces.length}.parquet`);
    await writeParquet(piece, new Frame([clients.column('client_id'), ...columns]));
    pieces.push(piece);
  }
  if (pieces.length < 2) return;
  using database = await openTables(input);
  const options = parquetOptions(['client_id', ...fitted.names]);
  await database.run(`COPY (FROM read_parquet([${pieces.map(literal).join(', ')}])) TO ${literal(parquets[0])} (${options})`);
}

function columnsOf({ rows, names, starts, indices, values }: SparseMatrix): Column[] {
  const dense = names.map((name) => ({ kind: 'number' as const, name, values: new Float64Array(rows) }));
  for (let row = 0; row < rows; row++) for (let at = starts[row]; at < starts[row + 1]; at++) dense[indices[at]].values[row] = values[at];
  return dense;
}
