import base from './jest.config.mjs';

/** The embedded platform as a program, by its public API alone. Needs the build. @type {import('jest').Config} */
export default { ...base, testMatch: ['**/*.embedded.ts'], testPathIgnorePatterns: ['/node_modules/', '/dist/'], testTimeout: 300_000 };
