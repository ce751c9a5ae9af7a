import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Column } from '../frame/column.js';
import { Frame } from '../frame/frame.js';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import type { RunGraph } from './certificate.js';
import type { PlanColumn, TrainingPlan } from './plan.js';

/** Real tables for tests, typed as simply as will do: ingestion has the real typing. */
export const dataFolder = fileURLToPath(new URL('../../../../../shared/data/', import.meta.url));
export const hasRealData = existsSync(dataFolder);

export interface Table {
  readonly frame: Frame;
  readonly columns: readonly PlanColumn[];
}

export function readTable(file: string, { separator = ',', missing = [] as string[], rows = 2000 } = {}): Table {
  const [header, ...records] = parseCsv(readFileSync(dataFolder + file, 'utf8'), separator);
  // Every k-th row, so that ordered files give all their classes.
  const step = Math.max(1, Math.floor(records.length / rows));
  const sample = records.filter((_, i) => i % step === 0);
  const isMissing = (text: string) => text.trim() === '' || missing.includes(text.trim());
  const typed = header.map((name, i) =>
    typedColumn(
      name,
      sample.map((record) => (isMissing(record[i]) ? '' : record[i])),
    ),
  );
  return {
    frame: new Frame(typed.map(({ column }) => column)),
    columns: typed.map(({ planned }) => ({ ...planned, missingTokens: missing })),
  };
}

function typedColumn(name: string, cells: readonly string[]): { column: Column; planned: PlanColumn } {
  const present = cells.filter((cell) => cell !== '');
  if (present.every((cell) => Number.isFinite(Number(cell)))) {
    const values = Float64Array.from(cells, (cell) => (cell === '' ? Number.NaN : Number(cell)));
    return { column: { kind: 'number', name, values }, planned: { name, type: 'float' } };
  }
  const dictionary = [...new Set(present)];
  const codes = new Map(dictionary.map((text, code) => [text, code]));
  const column: Column = { kind: 'text', name, dictionary, codes: Int32Array.from(cells, (cell) => codes.get(cell) ?? -1) };
  return { column, planned: { name, type: dictionary.length === present.length ? 'identifier' : 'category' } };
}

function parseCsv(text: string, separator: string): string[][] {
  const records: string[][] = [];
  let record: string[] = [];
  const cell = new RegExp(`("(?:[^"]|"")*"|[^${separator}\\r\\n]*)(${separator}|\\r?\\n|$)`, 'y');
  while (cell.lastIndex < text.length) {
    const [, value, end] = cell.exec(text) as RegExpExecArray;
    record.push(value.startsWith('"') ? value.slice(1, -1).replaceAll('""', '"') : value);
    if (end === separator) continue;
    records.push(record);
    record = [];
  }
  return records;
}

export const planOf = (
  target: string,
  task: TrainingPlan['task'],
  algorithm: string,
  columns: readonly PlanColumn[],
  changes: Partial<TrainingPlan> = {},
): TrainingPlan => ({
  target,
  task,
  algorithm,
  columns,
  hyperparameters: {},
  scaling: 'standard',
  testSize: 0.2,
  validationSize: 0.1,
  earlyStopping: false,
  patience: 10,
  seed: 7,
  // Free texts have tests of their own.
  text: 'none',
  ...changes,
});

/** `run` for `certify`, as serving will have it. */
export const runOnOnnxruntime: RunGraph = async (bytes, { rows, feeds }) => {
  const session = await InferenceSession.create(bytes, { intraOpNumThreads: 1, interOpNumThreads: 1 });
  const tensors = feeds.map(({ name, data }) => [
    name,
    data instanceof Float32Array ? new Tensor('float32', data, [rows, data.length / rows]) : new Tensor('string', data, [rows, 1]),
  ]);
  const outputs = await session.run(Object.fromEntries(tensors));
  return Object.fromEntries(Object.entries(outputs).map(([name, tensor]) => [name, tensor.data as Float32Array]));
};
