import base from './jest.config.mjs';

/** What needs the real servers. @type {import('jest').Config} */
export default { ...base, testMatch: ['**/*.mesh.spec.ts'], testPathIgnorePatterns: ['/node_modules/', '/dist/'], testTimeout: 600_000 };
