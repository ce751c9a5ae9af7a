import { nearestName } from '@atelier/learning';
import type { FeatureType } from '../definitions.js';
import { expressionFault } from './fault.js';
import { expressionFunctions, only, type Operation } from './functions.js';
import { parseExpression, type Tree } from './parse.js';
import { kindOf, type Scalar, typeOfKind, type ValueKind } from './values.js';

type Cell = string | number | boolean | null;

/** A checked node: what it gives (null: always missing) and how. */
type Node =
  | { readonly kind: ValueKind | null; readonly value: Scalar }
  | { readonly kind: ValueKind; readonly input: string }
  | { readonly kind: ValueKind | null; readonly operation: Operation; readonly parts: readonly Node[] };

/** An expression over named columns: the same computation for one row here and for a table in DuckDB. */
export class Expression {
  private constructor(
    private readonly root: Node,
    /** The names it uses. */
    readonly inputs: readonly string[],
    readonly type: FeatureType,
  ) {}

  /** Reads and checks. Throws `feature.expression_invalid`: where it stands, what was meant, which kinds do not go together. */
  static of(source: string, columns: Readonly<Record<string, FeatureType>>): Expression {
    const used = new Set<string>();
    const root = check(parseExpression(source), columns, used);
    if (root.kind === null) throw expressionFault(0, 'the expression is always missing');
    return new Expression(root, [...used], typeOfKind[root.kind]);
  }

  /** For one row. Datetimes are given and answered as ISO 8601 texts; a value of another type than its column's counts as missing. */
  evaluate(row: Readonly<Record<string, Cell>>): Cell {
    const value = evaluate(this.root, row);
    return this.type === 'datetime' && value !== null ? new Date(value as number).toISOString() : value;
  }

  /** As a DuckDB expression; `columnSql` is the SQL of each input. */
  sql(columnSql: (input: string) => string): string {
    const text = sqlOf(this.root, columnSql);
    return this.type === 'float' ? `(${text})::DOUBLE` : text;
  }
}

function check(tree: Tree, columns: Readonly<Record<string, FeatureType>>, used: Set<string>): Node {
  if (tree.kind === 'literal') return { kind: kindOfLiteral(tree.value), value: tree.value };
  if (tree.kind === 'name') return checkName(tree, columns, used);
  const operation = Object.hasOwn(expressionFunctions, tree.name) ? expressionFunctions[tree.name] : undefined;
  if (!operation)
    throw unknown(
      tree,
      'function',
      Object.keys(expressionFunctions).filter((name) => /^[a-z]/.test(name)),
    );
  const parts = tree.parts.map((part) => check(part, columns, used));
  const same = checkArguments(tree, operation, parts);
  if (isOrder(tree.name) && (same === 'text' || same === 'boolean'))
    throw expressionFault(tree.at, `${tree.name} compares numbers or times, not ${same} values`);
  return { kind: operation.gives === 'same' ? same : operation.gives, operation, parts };
}

const isOrder = (name: string): boolean => ['<', '<=', '>', '>='].includes(name);

function checkName({ name, at }: Tree & { kind: 'name' }, columns: Readonly<Record<string, FeatureType>>, used: Set<string>): Node {
  if (!Object.hasOwn(columns, name)) throw unknown({ name, at }, 'input', Object.keys(columns));
  used.add(name);
  return { kind: kindOf[columns[name]], input: name };
}

/** What the arguments that must be alike are; null when all are missing. */
function checkArguments(tree: Tree & { kind: 'call' }, { takes, isOpen }: Operation, parts: readonly Node[]): ValueKind | null {
  if (parts.length < takes.length || (!isOpen && parts.length > takes.length))
    throw expressionFault(tree.at, `${tree.name} takes ${isOpen ? 'at least ' : ''}${takes.length} values, not ${parts.length}`);
  let same: ValueKind | null = null;
  for (const [at, { kind }] of parts.entries()) {
    const wanted: ValueKind | 'same' | null = takes[Math.min(at, takes.length - 1)];
    const needed: ValueKind | null = wanted === 'same' ? same : wanted;
    if (kind !== null && needed !== null && kind !== needed)
      throw expressionFault(tree.at, `${tree.name} takes a ${needed} as value ${at + 1}, not a ${kind}`);
    if (wanted === 'same') same = same ?? kind;
  }
  return same;
}

function kindOfLiteral(value: Scalar): ValueKind | null {
  if (value === null) return null;
  return typeof value === 'number' ? 'number' : typeof value === 'boolean' ? 'boolean' : 'text';
}

function unknown({ name, at }: { readonly name: string; readonly at: number }, what: string, known: readonly string[]): Error {
  const nearest = nearestName(name, known);
  return expressionFault(
    at,
    `there is no ${what} "${name}"; ${nearest ? `did you mean "${nearest}"` : `there are ${known.slice(0, 20).join(', ')}`}`,
  );
}

function evaluate(node: Node, row: Readonly<Record<string, Cell>>): Scalar {
  if ('value' in node) return node.value;
  if ('input' in node) return valueOf(Object.hasOwn(row, node.input) ? row[node.input] : null, node.kind);
  const values = node.parts.map((part) => evaluate(part, row));
  if (!node.operation.seesMissing && values.includes(null)) return null;
  const result = node.operation.evaluate(values);
  return typeof result === 'number' && !Number.isFinite(result) ? null : result;
}

function valueOf(cell: Cell, kind: ValueKind): Scalar {
  if (cell === null) return null;
  if (kind === 'datetime') {
    const at = typeof cell === 'string' ? Date.parse(cell) : Number.NaN;
    return Number.isNaN(at) ? null : at;
  }
  if (kind === 'number' && typeof cell === 'string') return numberOf(cell);
  return typeof cell === (kind === 'text' ? 'string' : kind) ? cell : null;
}

/** Whole numbers beyond 2^53 are stored as texts. */
function numberOf(text: string): number | null {
  return /^-?\d{1,38}$/.test(text) ? Number(text) : null;
}

function sqlOf(node: Node, columnSql: (input: string) => string): string {
  if ('value' in node) return literalSql(node.value);
  if ('input' in node) return inputSql(columnSql(node.input), node.kind);
  const text = node.operation.sql(node.parts.map((part) => sqlOf(part, columnSql)));
  return node.kind === 'number' && node.operation.gives === 'number' ? finite(text) : text;
}

function inputSql(column: string, kind: ValueKind): string {
  if (kind === 'number') return finite(`${column}::DOUBLE`);
  return kind === 'datetime' ? `date_trunc('millisecond', ${column}::TIMESTAMP)` : column;
}

const finite = (sql: string): string => only(sql, 'isfinite(v)');

function literalSql(value: Scalar): string {
  if (typeof value === 'string') return `'${value.replaceAll("'", "''")}'`;
  return typeof value === 'number' ? `${value}::DOUBLE` : String(value);
}
