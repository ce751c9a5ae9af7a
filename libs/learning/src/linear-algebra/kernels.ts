import { kernelBinary } from './generated/kernels.js';

/** The functions of kernels/linear.as: numbers are addresses in the memory, counts and values. */
export type Kernels = Readonly<Record<'pack' | 'weigh' | 'addProducts' | 'addScores' | 'project', (...args: number[]) => void>>;

let compiled: WebAssembly.Module | undefined;

const pageBytes = 65_536;
const mostPages = 65_536;

/** Most bytes of one memory. */
export const mostKernelBytes = mostPages * pageBytes;

/** Places in a memory that is yet to be made, one behind the other. */
export class KernelLayout {
  bytes = 64;

  /** Address of so many bytes, at a multiple of 64. */
  place(length: number): number {
    const at = this.bytes;
    this.bytes += Math.ceil(length / 64) * 64;
    return at;
  }
}

/** Numbers per row of a table: a multiple of 4. */
export function strideOf(columns: number): number {
  return Math.max(4, Math.ceil(columns / 4) * 4);
}

/** Rows that are worked on at once: they stay in the second-level cache, and few columns of them in the first. */
export function panelOf(rows: number, stride: number): number {
  return Math.max(1, Math.min(rows, Math.max(64, Math.floor(4096 / stride))));
}

/** Kernels on a memory of their own, full of zeros, that goes when they go. */
export function createKernels(bytes: number): { kernels: Kernels; buffer: SharedArrayBuffer } {
  const pages = Math.ceil(bytes / pageBytes);
  const memory = new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true });
  // Compiled once per thread: it never changes.
  compiled ??= new WebAssembly.Module(Buffer.from(kernelBinary, 'base64'));
  return { kernels: new WebAssembly.Instance(compiled, { env: { memory } }).exports as unknown as Kernels, buffer: memory.buffer };
}

/** The lower triangle of a table's gram, without the places that fill up its rows. */
export function lowerTriangle(gram: Float64Array, stride: number, columns: number): Float64Array {
  const lower = new Float64Array(columns * columns);
  for (let i = 0; i < columns; i++) lower.set(gram.subarray(i * stride, i * stride + i + 1), i * columns);
  return lower;
}
