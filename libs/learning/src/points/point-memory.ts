import { kernelBinary } from './generated/kernels.js';

/** The functions of kernels/points.as: numbers are addresses in the memory, counts and values. */
export interface PointKernels {
  roughMeasures(
    queries: number,
    columns: number,
    panels: number,
    halves: number,
    first: number,
    last: number,
    out: number,
    stride: number,
  ): void;
  placesBelow(values: number, count: number, limit: number, places: number): number;
  updateCodes(
    points: number,
    columns: number,
    centres: number,
    panels: number,
    scratch: number,
    first: number,
    last: number,
    codes: number,
    upper: number,
    lower: number,
    clearance: number,
    certain: number,
  ): number;
  furtherCentre(
    points: number,
    columns: number,
    rows: number,
    weights: number,
    distances: number,
    owners: number,
    quarters: number,
    centre: number,
    owner: number,
  ): number;
  addUpRows(
    points: number,
    columns: number,
    rows: number,
    weights: number,
    codes: number,
    sums: number,
    totals: number,
    counts: number,
  ): void;
  moveBounds(rows: number, codes: number, upper: number, lower: number, own: number, others: number): void;
  products(point: number, columns: number, panels: number, count: number, out: number): void;
  radial(values: number, count: number, norms: number, own: number, share: number, gamma: number): void;
}

const pageBytes = 65_536;
const mostPages = 65_536;
let compiled: WebAssembly.Module | undefined;

/** Memory that the kernels over points work on: arrays in it are read and written here and there. It goes as a whole. */
export class PointMemory {
  readonly kernels: PointKernels;
  private readonly memory: WebAssembly.Memory;
  private next = 64;

  constructor() {
    compiled ??= new WebAssembly.Module(Buffer.from(kernelBinary, 'base64'));
    this.memory = new WebAssembly.Memory({ initial: 1, maximum: mostPages, shared: true });
    this.kernels = new WebAssembly.Instance(compiled, { env: { memory: this.memory } }).exports as unknown as PointKernels;
  }

  integers(length: number): Int32Array {
    const begin = this.room(4 * length);
    return new Int32Array(this.memory.buffer, begin, length);
  }

  floats(length: number): Float32Array {
    const begin = this.room(4 * length);
    return new Float32Array(this.memory.buffer, begin, length);
  }

  doubles(length: number): Float64Array {
    const begin = this.room(8 * length);
    return new Float64Array(this.memory.buffer, begin, length);
  }

  copyOf(values: Float64Array): Float64Array {
    const copy = this.doubles(values.length);
    copy.set(values);
    return copy;
  }

  /** What was asked for after `work` began is free again when it ends. */
  async borrow<T>(work: () => Promise<T> | T): Promise<T> {
    const begin = this.next;
    try {
      return await work();
    } finally {
      this.next = begin;
    }
  }

  private room(bytes: number): number {
    const begin = this.next;
    this.next = Math.ceil((begin + bytes) / 64) * 64;
    const missing = Math.ceil((this.next - this.memory.buffer.byteLength) / pageBytes);
    if (missing > 0) this.memory.grow(missing);
    return begin;
  }
}

/** How many panels of eight hold so many points. */
export function panelCount(rows: number): number {
  return Math.ceil(rows / 8);
}

/** Writes row-major points into panels: for each eight points, the eight values of each column in turn. Missing ones of the last panel get `filler`. */
export function fillPanels(panels: Float32Array | Float64Array, data: Float64Array, rows: number, columns: number, filler = 0): void {
  for (let row = 0; row < panelCount(rows) * 8; row++) {
    const from = row * columns;
    const to = (row >> 3) * columns * 8 + (row & 7);
    for (let column = 0; column < columns; column++) panels[to + column * 8] = row < rows ? data[from + column] : filler;
  }
}
