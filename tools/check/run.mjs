// `npm test`: everything that needs npm alone.
import { close, runStages } from './stages.mjs';

const jest = ['node', 'node_modules/jest/bin/jest.js'];

close(
  await runStages([
    { name: 'types', command: ['node', 'node_modules/ts7/bin/tsc', '--noEmit', '-p', 'tsconfig.json'] },
    { name: 'lint', command: ['oxlint', '--deny-warnings'] },
    { name: 'format', command: ['biome', 'format', '.'] },
    { name: 'boundaries', command: ['depcruise', '--config', 'tools/check/boundaries.cjs', 'libs', 'apps'] },
    { name: 'generated files', command: ['node', 'tools/generate/all.mjs', '--check'] },
    { name: 'unit and contract suites', command: [...jest, '--coverage', 'libs', 'apps', 'tools'], jest: true },
    { name: 'coverage', command: ['node', 'tools/check/coverage.mjs'] },
    { name: 'the embedded platform, end to end', command: [...jest, '--config', 'jest.embedded.config.mjs'], jest: true },
  ]),
);
