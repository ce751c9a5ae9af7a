import { join } from 'node:path';
import { Frame } from '@atelier/learning/frame';
import { literal, parquetOptions, readFrame } from '@atelier/tables';
import { isTexts, type MeasuredTable } from './table.js';

/** So many rows tell correlations to a hundredth. */
const sampleRows = 20_000;
const mostColumns = 500;
const mostCategories = 1000;

/** Rows from all over the table, a prime number apart so that no period of it is met; columns of numbers, truth values and not too many texts. */
export async function readSample(table: MeasuredTable, directory: string): Promise<Frame> {
  const columns = table.columns
    .filter((column) => (isTexts(column) ? column.profile.distinct <= mostCategories : column.profile.type !== 'identifier'))
    .slice(0, mostColumns);
  if (columns.length === 0) return new Frame([]);
  const names = columns.map(({ stored }) => stored.name);
  const step = primeFrom(Math.ceil(table.rows / sampleRows));
  if (step === 1) return await readFrame(table.file, names);
  const file = join(directory, 'sample.parquet');
  const selected = columns.map(({ sql }) => sql).join(', ');
  await table.database.run(
    `COPY (SELECT ${selected} FROM ${table.relation(columns, true)} WHERE row % ${step} = 0) TO ${literal(file)} (${parquetOptions(names)})`,
  );
  return await readFrame(file);
}

function primeFrom(least: number): number {
  for (let candidate = least; ; candidate++) if (isPrime(candidate) || candidate === 1) return candidate;
}

function isPrime(number: number): boolean {
  for (let divisor = 2; divisor * divisor <= number; divisor++) if (number % divisor === 0) return false;
  return number > 1;
}
