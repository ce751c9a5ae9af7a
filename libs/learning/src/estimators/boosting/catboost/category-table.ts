import type { GraphBuilder } from '../../../onnx/graph-builder.js';

/** One digit of a table's key, read from a row: a category's code (`size` for missing and unknown ones), or whether a test holds. */
export type KeyElement =
  | { readonly kind: 'category'; readonly column: number; readonly size: number }
  | { readonly kind: 'above'; readonly column: number; readonly threshold: number; readonly missingAbove: boolean }
  | { readonly kind: 'equals'; readonly column: number; readonly code: number };

/**
 * Numbers that stand for categories, or for combinations of them: target statistics and indicators. A row's key is the number whose digits the
 * elements give (the first the lowest); its numbers are the `width` values of the key's entry, or the last entry's where the key is not known.
 */
export interface CategoryTable {
  readonly elements: readonly KeyElement[];
  /** Known keys, ascending; entry i is that of keys[i]. Absent where every key below the last entry is known. */
  readonly keys?: Float64Array;
  /** (entries + 1) × width. */
  readonly values: Float32Array;
  readonly width: number;
}

export function radixOf(element: KeyElement): number {
  return element.kind === 'category' ? element.size + 1 : 2;
}

export function digitOf(element: KeyElement, value: number): number {
  switch (element.kind) {
    case 'category':
      return value >= 0 && value < element.size ? Math.trunc(value) : element.size;
    case 'above':
      return value > element.threshold || (element.missingAbove && Number.isNaN(value)) ? 1 : 0;
    case 'equals':
      return value === element.code ? 1 : 0;
  }
}

/** Writes the table's numbers for each row of `columns` values: `into[row * stride + at …]`. */
export type TableReader = (data: Float32Array, columns: number, into: Float32Array, stride: number, at: number) => void;

export function tableReader(table: CategoryTable): TableReader {
  const { elements, values, width } = table;
  const entryOf = entryFinder(table);
  return (data, columns, into, stride, at) => {
    for (let row = 0, start = 0; start < data.length; row++, start += columns) {
      let key = 0;
      let unit = 1;
      for (const element of elements) {
        key += unit * digitOf(element, data[start + element.column]);
        unit *= radixOf(element);
      }
      const entry = entryOf(key) * width;
      for (let i = 0; i < width; i++) into[row * stride + at + i] = values[entry + i];
    }
  };
}

function entryFinder({ keys, values, width }: CategoryTable): (key: number) => number {
  const last = values.length / width - 1;
  if (!keys) return (key) => Math.min(key, last);
  const entries = new Map(Array.from(keys, (key, entry) => [key, entry]));
  return (key) => entries.get(key) ?? last;
}

/** The same in ONNX: float [n, columns] → float [n, width]. */
export function tableToOnnx(table: CategoryTable, graph: GraphBuilder, input: string): string {
  const { elements, keys, values, width } = table;
  let key = '';
  let unit = 1;
  for (const element of elements) {
    const digit = digitToOnnx(element, graph, input);
    const placed = unit === 1 ? digit : graph.node('Mul', [digit, graph.constant('int64', [1], [unit])]);
    key = key === '' ? placed : graph.node('Add', [key, placed]);
    unit *= radixOf(element);
  }
  const entry = keys ? entryToOnnx(keys, graph, key) : key;
  const entries = graph.constant('float', [values.length / width, width], values);
  const rows = graph.node('Gather', [entries, entry], { axis: { int: 0 } });
  return graph.node('Squeeze', [rows, graph.constant('int64', [1], [1])]);
}

function entryToOnnx(keys: Float64Array, graph: GraphBuilder, key: string): string {
  return graph.node(
    'LabelEncoder',
    [key],
    { keys_int64s: { ints: keys }, values_int64s: { ints: keys.map((_, i) => i) }, default_int64: { int: keys.length } },
    'ai.onnx.ml',
  );
}

function digitToOnnx(element: KeyElement, graph: GraphBuilder, input: string): string {
  const value = graph.node('Gather', [input, graph.constant('int64', [1], [element.column])], { axis: { int: 1 } });
  const float = (constant: number) => graph.constant('float', [1], [constant]);
  const integer = (tensor: string) => graph.node('Cast', [tensor], { to: { int: 7 } });
  switch (element.kind) {
    case 'category': {
      const known = graph.node('And', [graph.node('GreaterOrEqual', [value, float(0)]), graph.node('Less', [value, float(element.size)])]);
      return integer(graph.node('Where', [known, value, float(element.size)]));
    }
    case 'above':
      return integer(
        element.missingAbove
          ? graph.node('Not', [graph.node('LessOrEqual', [value, float(element.threshold)])])
          : graph.node('Greater', [value, float(element.threshold)]),
      );
    case 'equals':
      return integer(graph.node('Equal', [value, float(element.code)]));
  }
}
