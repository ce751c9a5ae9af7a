import { AtelierError, type FieldError } from '@atelier/contracts';
import {
  compileEncoder,
  type EncodedRows,
  LearningError,
  type RawRow,
  type RowEncoder,
  type Signature,
  type SignatureColumn,
  type TextEncodings,
} from '@atelier/learning';

/** Errors that are named at most; a caller with more has one cause for all. */
const errorsAtMost = 100;

/** How a caller's path to a row is written: `features` for the one row, `rows.3` for one of many. */
export type RowPath = (index: number) => string;

/**
 * Checks rows against a signature and encodes them, before native code sees anything. Every column of the model must be there (null says that a
 * value is missing), as a column that was left out or misspelt would give a wrong answer silently; columns that the model does not know are ignored.
 */
export class RowCheck {
  private readonly encode: RowEncoder;
  private readonly names: readonly string[];

  constructor(
    private readonly signature: Signature,
    private readonly encodings: TextEncodings = new Map(),
  ) {
    this.encode = compileEncoder(signature, encodings);
    this.names = signature.inputs.map(({ name }) => name);
  }

  /** `prediction.input_invalid` with the path of every value that does not fit. */
  encodeRows(rows: readonly RawRow[], path: RowPath): EncodedRows {
    try {
      if (rows.every((row) => this.isComplete(row))) return this.encode(rows);
    } catch (error) {
      if (!(error instanceof LearningError)) throw error;
    }
    throw this.refusal(rows, path);
  }

  /** The row's columns that the model knows. */
  known(row: RawRow): RawRow {
    const known: Record<string, unknown> = {};
    for (const name of this.names) known[name] = row[name];
    return known;
  }

  private isComplete(row: RawRow): boolean {
    for (const name of this.names) {
      if (!Object.hasOwn(row, name)) return false;
      const value = row[name];
      if (typeof value === 'string' && !isPlain(value)) return false;
    }
    return true;
  }

  private refusal(rows: readonly RawRow[], path: RowPath): AtelierError {
    const errors: FieldError[] = [];
    const columns = this.signature.inputs.map((column) => ({
      column,
      encode: compileEncoder({ ...this.signature, inputs: [column] }, this.encodings),
    }));
    for (const [i, row] of rows.entries()) {
      for (const { column, encode } of columns) {
        const message = faultOf(row, column, encode);
        if (message !== null) errors.push({ path: `${path(i)}.${column.name}`, message });
        if (errors.length === errorsAtMost) return refused(errors);
      }
    }
    return refused(errors);
  }
}

function faultOf(row: RawRow, column: SignatureColumn, encode: RowEncoder): string | null {
  if (!Object.hasOwn(row, column.name)) return 'is required; send null where the value is missing';
  const value = row[column.name];
  if (typeof value === 'string' && !isPlain(value)) return 'must not hold NUL or broken Unicode characters';
  try {
    encode([{ [column.name]: value }]);
    return null;
  } catch (error) {
    if (!(error instanceof LearningError)) throw error;
    return error.message;
  }
}

/** A text that the database, too, can hold. */
function isPlain(text: string): boolean {
  return !text.includes('\0') && text.isWellFormed();
}

function refused(errors: readonly FieldError[]): AtelierError {
  const first = errors[0] ?? { path: 'features', message: 'do not fit the model' };
  const others = errors.length > 1 ? ` and ${errors.length - 1} more` : '';
  return new AtelierError('prediction.input_invalid', `${first.path}: ${first.message}${others}`, errors);
}
