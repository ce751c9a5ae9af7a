const single = new Float32Array(1);
const bits = new Int32Array(single.buffer);

/**
 * The largest float32 not above `value`. For float32 inputs x, `x <= value` and `x <= floorToFloat32(value)` agree, so a
 * threshold found in double precision can be stored in an ONNX tree without moving any row. Infinities stay.
 */
export function floorToFloat32(value: number): number {
  single[0] = value;
  if (single[0] <= value || Number.isNaN(value)) return single[0];
  if (single[0] === 0) return -1.401298464324817e-45;
  bits[0] += single[0] > 0 ? -1 : 1;
  return single[0];
}
