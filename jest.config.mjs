import { readFileSync } from 'node:fs';
import { globSync } from 'node:fs';

/** Every workspace library by its package name, and the further entries of those that have some, so that tests run the sources and coverage counts them. */
const libraries = Object.fromEntries(
  globSync(['libs/learning/package.json', 'libs/sdk/package.json', 'libs/mesh/*/package.json', 'libs/services/*/package.json']).flatMap(
    (file) => {
      const { name } = JSON.parse(readFileSync(file, 'utf8'));
      const source = `<rootDir>/${file.replace('package.json', 'src')}`;
      return [
        [`^${name}$`, `${source}/index.ts`],
        [`^${name}/([a-z-]+)$`, `${source}/entries/$1.ts`],
      ];
    },
  ),
);

/** @type {import('jest').Config} */
export default {
  roots: ['<rootDir>/libs', '<rootDir>/apps', '<rootDir>/tools'],
  testMatch: ['**/*.spec.ts'],
  testPathIgnorePatterns: ['/node_modules/', '/dist/', '\\.mesh\\.spec\\.ts$'],
  modulePathIgnorePatterns: ['/dist/'],
  transform: { '^.+\\.ts$': '@swc/jest' },
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: { ...libraries, '^(\\.{1,2}/.*)\\.js$': '$1' },
  // onnxruntime-node's tensors must be of the same realm as the tests' arrays.
  testEnvironment: '<rootDir>/tools/onnx/jest-environment.mjs',
  setupFiles: ['<rootDir>/tools/check/jest-setup.mjs'],
  coverageProvider: 'v8',
  collectCoverageFrom: ['libs/**/src/**/*.ts', '!libs/**/*.spec.ts', '!libs/**/index.ts', '!**/generated/**'],
  coverageReporters: ['text-summary', 'json-summary', 'lcovonly'],
  maxWorkers: 2,
  // Under coverage a worker keeps every module of every file it ran and looks through them all after each: by the end of a run that was 16 s a file.
  workerIdleMemoryLimit: '700MB',
  testTimeout: 60_000,
};
