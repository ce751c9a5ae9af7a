import { AtelierError, type InferRequest } from '@atelier/contracts';
import type { RawRow, Signature, SignatureColumn } from '@atelier/learning';

type InferInput = InferRequest['inputs'][number];

const numberTypes = new Set(['FP64', 'FP32', 'FP16', 'INT64', 'INT32', 'INT16', 'INT8', 'UINT64', 'UINT32', 'UINT16', 'UINT8', 'BOOL']);
const wholeTypes = /^U?INT/;
const mostRows = 10_000;

/**
 * The tensors as rows. `told` are columns that may come beside the model's inputs, as they tell of what its features are completed. `request.invalid` names the input whose name, type, shape or length does not fit; nulls are missing values.
 */
export function rowsOf({ inputs }: InferRequest, signature: Signature, told: ReadonlySet<string> = new Set()): RawRow[] {
  const columns = new Map(signature.inputs.map((column) => [column.name, column]));
  const rows = rowCount(inputs[0], 0);
  const result = Array.from({ length: rows }, (): Record<string, unknown> => ({}));
  const seen = new Set<string>();
  for (const [i, input] of inputs.entries()) {
    const column = columns.get(input.name);
    if (!column && !told.has(input.name)) throw invalid(i, 'name', `"${input.name.slice(0, 100)}" is not an input of the model`);
    if (seen.has(input.name)) throw invalid(i, 'name', `"${input.name}" is given twice`);
    seen.add(input.name);
    if (rowCount(input, i) !== rows) throw invalid(i, 'shape', `has ${rowCount(input, i)} rows where "${inputs[0].name}" has ${rows}`);
    elements(input, column, i).forEach((value, row) => {
      result[row][input.name] = value;
    });
  }
  return result;
}

function rowCount({ shape }: InferInput, index: number): number {
  if (shape.length === 2 && shape[1] !== 1) throw invalid(index, 'shape', `must be [n] or [n, 1], not [${shape.join(', ')}]`);
  if (shape[0] < 1 || shape[0] > mostRows) throw invalid(index, 'shape', `must have 1 to ${mostRows} rows, not ${shape[0]}`);
  return shape[0];
}

function elements(input: InferInput, column: SignatureColumn | undefined, index: number): unknown[] {
  const { datatype } = input;
  const isText = datatype === 'BYTES' && (column === undefined || column.kind === 'text' || column.type === 'datetime');
  if (!isText && !(column?.kind !== 'text' && numberTypes.has(datatype)))
    throw invalid(index, 'datatype', `"${datatype.slice(0, 20)}" does not fit; use ${column ? openDatatype(column) : 'BYTES or INT64'}`);
  const values = input.data.flat();
  if (values.length !== input.shape[0])
    throw invalid(index, 'data', `has ${values.length} elements where the shape says ${input.shape[0]}`);
  const fault = values.findIndex((value) => !fits(value, datatype));
  if (fault >= 0) throw invalid(index, `data.${fault}`, `${JSON.stringify(values[fault]).slice(0, 60)} is not ${datatype}`);
  return values;
}

function fits(value: unknown, datatype: string): boolean {
  if (value === null) return true;
  if (datatype === 'BYTES') return typeof value === 'string';
  if (datatype === 'BOOL') return typeof value === 'boolean' || value === 0 || value === 1;
  if (typeof value !== 'number' || !Number.isFinite(value)) return false;
  return !wholeTypes.test(datatype) || Number.isInteger(value);
}

/** The type by which the model's metadata names a column. */
export function openDatatype({ kind }: SignatureColumn): 'FP32' | 'BYTES' {
  return kind === 'number' ? 'FP32' : 'BYTES';
}

function invalid(index: number, field: string, message: string): AtelierError {
  const path = `inputs.${index}.${field}`;
  return new AtelierError('request.invalid', `${path}: ${message}`, [{ path, message }]);
}
