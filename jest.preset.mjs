import { fileURLToPath } from 'node:url';

/**
 * The Jest settings that every project shares: TypeScript sources as ES modules, workspace packages
 * by their `@sandy/source` condition, so that a test runs what is in `src/` without a build.
 */
export default {
  testEnvironment: 'node',
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  extensionsToTreatAsEsm: ['.ts'],
  testEnvironmentOptions: { customExportConditions: ['@sandy/source', 'node', 'node-addons'] },
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  transform: {
    '^.+\\.ts$': ['ts-jest', { useESM: true, tsconfig: '<rootDir>/tsconfig.spec.json' }],
  },
  reporters: [
    'default',
    fileURLToPath(new URL('./tools/test/jest-reporter.mjs', import.meta.url)), // counts for `npm test`
  ],
  coverageProvider: 'v8',
  maxWorkers: 2,
  testTimeout: 60_000, // a busy machine is slow; no test measures time, so a limit only ends what hangs
};
