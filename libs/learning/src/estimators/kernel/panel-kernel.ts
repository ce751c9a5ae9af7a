import { fillPanels, panelCount, PointMemory } from '../../points/point-memory.js';
import { type Kernel, kernelRow, link, normShare, type NormedPoints } from './kernel-function.js';

/** values[j] = k(row of `a`, row j of a set of points). */
export interface KernelRows {
  row(a: NormedPoints, row: number, values: Float64Array): void;
}

/** Below so many points a memory of their own costs more than it gains. */
const fewPoints = 64;

export function kernelRows(kernel: Kernel, points: NormedPoints): KernelRows {
  if (points.rows >= fewPoints) return new PanelKernel(kernel, points);
  return { row: (a, row, values) => kernelRow(kernel, a, row, points, values) };
}

/** Kernel values of one point with all of a set, two at a time in WebAssembly: the fast twin of `kernelRow`. */
export class PanelKernel implements KernelRows {
  private readonly memory = new PointMemory();
  private readonly panels: Float64Array;
  private readonly norms: Float64Array;
  private readonly point: Float64Array;
  private readonly out: Float64Array;

  constructor(
    private readonly kernel: Kernel,
    private readonly points: NormedPoints,
  ) {
    const { rows, columns, data, norms } = points;
    const padded = 8 * panelCount(rows);
    this.panels = this.memory.doubles(padded * columns);
    fillPanels(this.panels, data, rows, columns);
    this.norms = this.memory.doubles(padded);
    this.norms.set(norms);
    this.point = this.memory.doubles(columns);
    this.out = this.memory.doubles(padded);
  }

  row(a: NormedPoints, row: number, values: Float64Array): void {
    const { memory, panels, norms, point, out, points, kernel } = this;
    point.set(a.data.subarray(row * a.columns, (row + 1) * a.columns));
    memory.kernels.products(point.byteOffset, a.columns, panels.byteOffset, panelCount(points.rows), out.byteOffset);
    if (kernel.kind === 'rbf') memory.kernels.radial(out.byteOffset, out.length, norms.byteOffset, a.norms[row], normShare, kernel.gamma);
    values.set(out.subarray(0, points.rows));
    if (kernel.kind === 'poly' || kernel.kind === 'sigmoid') for (let j = 0; j < points.rows; j++) values[j] = link(kernel, values[j]);
  }
}
