import { kernelBinary } from './generated/kernels.js';

/** The functions of kernels/boosting.as: numbers are addresses in the memory, counts and values. */
export type Kernels = Readonly<Record<KernelName, (...args: number[]) => void>>;

export const kernelNames = [
  'addBlock',
  'addLists',
  'subtract',
  'openLeaf',
  'openBoth',
  'openChildren',
  'partRows',
  'placeRows',
  'sumRows',
  'addScores',
  'logisticGradients',
  'roundedGradients',
  'exponential',
  'scoreLevel',
  'divideLeaf',
  'moveRows',
  'logisticSlopes',
  'logisticLeaves',
  'measureRows',
  'drawRows',
  'placeDrawn',
  'countGroups',
  'placeGroups',
  'addLeafValues',
  'addSymmetricTrees',
  'scoreOrdered',
  'divideParts',
  'scoreMonotone',
] as const;
export type KernelName = (typeof kernelNames)[number];

/** What another thread needs to run the same kernels on the same memory. */
export interface SharedKernels {
  readonly memory: WebAssembly.Memory;
  readonly module: WebAssembly.Module;
}

type Values = Uint8Array | Uint16Array | Uint32Array | Int32Array | Float32Array | Float64Array;
type ValuesOf<T> = new (buffer: ArrayBufferLike, offset: number, length: number) => T;

const pageBytes = 65_536;
const mostPages = 65_536;
let compiled: WebAssembly.Module | undefined;

/** Compiled once per thread: it never changes. */
function kernelModule(): WebAssembly.Module {
  compiled ??= new WebAssembly.Module(Buffer.from(kernelBinary, 'base64'));
  return compiled;
}

export function instantiate({ memory, module }: SharedKernels): Kernels {
  return new WebAssembly.Instance(module, { env: { memory } }).exports as unknown as Kernels;
}

/** The memory of one fit: arrays that kernels work on and other threads see. It grows, and goes as a whole when nobody holds it any more. */
export class KernelMemory {
  readonly shared: SharedKernels;
  readonly kernels: Kernels;
  /** Growing makes a new, longer buffer of the same bytes. */
  private readonly buffers = new Set<ArrayBufferLike>();
  private next = 64;

  constructor() {
    this.shared = { memory: new WebAssembly.Memory({ initial: 1, maximum: mostPages, shared: true }), module: kernelModule() };
    this.kernels = instantiate(this.shared);
  }

  bytes(length: number): Uint8Array {
    return this.view(Uint8Array, length, 1);
  }

  places(length: number): Uint16Array {
    return this.view(Uint16Array, length, 2);
  }

  counts(length: number): Uint32Array {
    return this.view(Uint32Array, length, 4);
  }

  integers(length: number): Int32Array {
    return this.view(Int32Array, length, 4);
  }

  floats(length: number): Float32Array {
    return this.view(Float32Array, length, 4);
  }

  doubles(length: number): Float64Array {
    return this.view(Float64Array, length, 8);
  }

  /** Runs `work` on room for so many floats, which is free again (and zero) after; nothing else that is taken meanwhile lasts. */
  async borrow<T>(length: number, work: (room: Float32Array) => Promise<T>): Promise<T> {
    const begin = this.next;
    const room = this.floats(length);
    try {
      return await work(room);
    } finally {
      room.fill(0);
      this.next = begin;
    }
  }

  /** Runs `work`; what it takes is free again after, and not cleared. */
  lend<T>(work: () => T): T {
    const begin = this.next;
    try {
      return work();
    } finally {
      this.next = begin;
    }
  }

  /** Whether kernels can work on these values. */
  owns(values: Values): boolean {
    return this.buffers.has(values.buffer);
  }

  private view<T extends Values>(View: ValuesOf<T>, length: number, bytesPerValue: number): T {
    const begin = this.next;
    // Kernels read two doubles at a time, at times one beyond the end.
    this.next = Math.ceil((begin + length * bytesPerValue + 16) / 64) * 64;
    const { memory } = this.shared;
    const missing = Math.ceil((this.next - memory.buffer.byteLength) / pageBytes);
    if (missing > 0) memory.grow(missing);
    this.buffers.add(memory.buffer);
    return new View(memory.buffer, begin, length);
  }
}
