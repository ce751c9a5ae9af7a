// Writes libs/learning/src/onnx/generated from ONNX's schema (needs nothing but npm). usage: node tools/onnx/regenerate.mjs
import { execFileSync } from 'node:child_process';
import { delimiter, resolve } from 'node:path';

const bin = resolve('node_modules/.bin');
execFileSync(resolve(bin, 'buf'), ['generate', '--template', 'tools/onnx/buf.gen.yaml'], {
  stdio: 'inherit',
  env: { ...process.env, PATH: `${bin}${delimiter}${process.env.PATH}` },
});
