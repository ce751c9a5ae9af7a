/** Rows grouped by leaf: leaf l has `order[begin[l]] … order[begin[l + 1] − 1]`, in their order. */
export interface LeafRows {
  readonly order: Uint32Array;
  readonly begin: Int32Array;
}

/** Groups rows by leaf; within a leaf by `part` (0 or 1) where it is given, and then `middle` says where each leaf's second part begins. */
export function groupByLeaf(leafOf: Uint16Array, leaves: number, part?: Float32Array): LeafRows & { readonly middle: Int32Array } {
  const starts = new Int32Array(2 * leaves + 1);
  for (let row = 0; row < leafOf.length; row++) starts[2 * leafOf[row] + (part && part[row] > 0 ? 1 : 0) + 1]++;
  for (let i = 0; i < 2 * leaves; i++) starts[i + 1] += starts[i];
  const begin = Int32Array.from({ length: leaves + 1 }, (_, leaf) => starts[2 * leaf]);
  const middle = Int32Array.from({ length: leaves }, (_, leaf) => starts[2 * leaf + 1]);
  const order = new Uint32Array(leafOf.length);
  for (let row = 0; row < leafOf.length; row++) order[starts[2 * leafOf[row] + (part && part[row] > 0 ? 1 : 0)]++] = row;
  return { order, begin, middle };
}
