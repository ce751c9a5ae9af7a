import type { Feed, Signature } from '@atelier/learning';
import { inputNames } from '@atelier/learning';
import { Tensor } from 'onnxruntime-node';

/**
 * The tensors of a run of one row, made once and filled anew for each: a typed array that native code sees gets memory of its own outside of
 * the heap, which costs more to make and free than all else about a small input.
 */
export class OneRowInputs {
  private readonly cells: (Float32Array | string[])[];
  private readonly tensors: Readonly<Record<string, Tensor>>;
  private taken = false;

  constructor(signature: Signature) {
    this.cells = signature.inputs.map(({ kind, width }) =>
      kind === 'number' || width !== undefined ? new Float32Array(width ?? 1) : [''],
    );
    const names = inputNames(signature);
    this.tensors = Object.fromEntries(this.cells.map((cell, i) => [names[i], inputTensor(cell, 1)]));
  }

  /** Runs with the row of `feeds`, in the order of the signature; null, and nothing is run, while another run has the tensors. */
  run<T>(feeds: readonly Feed[], work: (inputs: Readonly<Record<string, Tensor>>) => Promise<T>): Promise<T> | null {
    if (this.taken) return null;
    for (let i = 0; i < feeds.length; i++) fill(this.cells[i], feeds[i].data);
    this.taken = true;
    return work(this.tensors).finally(() => {
      this.taken = false;
    });
  }
}

function fill(cell: Float32Array | string[], data: Float32Array | string[]): void {
  if (cell.length > 1) (cell as Float32Array).set(data as Float32Array);
  else cell[0] = data[0];
}

/** One input of so many rows. */
export function inputTensor(data: Float32Array | string[], rows: number): Tensor {
  return Array.isArray(data) ? new Tensor('string', data, [rows, 1]) : new Tensor('float32', data, [rows, data.length / rows]);
}
