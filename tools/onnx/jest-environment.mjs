// For tests that run onnxruntime-node: its native part makes typed arrays of the outer realm, and onnxruntime-common
// compares constructors, so the test's realm gets the outer ones. Chosen by a docblock at the top of a spec:
// /** @jest-environment ./tools/onnx/jest-environment.mjs */
import { TestEnvironment } from 'jest-environment-node';

const shared = {
  Float32Array,
  Float64Array,
  Int8Array,
  Int16Array,
  Int32Array,
  Uint8Array,
  Uint16Array,
  Uint32Array,
  BigInt64Array,
  BigUint64Array,
  Uint8ClampedArray,
};

export default class OnnxEnvironment extends TestEnvironment {
  constructor(config, context) {
    super(config, context);
    Object.assign(this.global, shared);
  }
}
