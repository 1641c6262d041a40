import preset from '../jest.preset.mjs';

// The tools are JavaScript: they must run before anything is installed or built.
export default {
  ...preset,
  displayName: 'tools',
  testMatch: ['<rootDir>/**/*.test.mjs'],
  transform: {},
  testTimeout: 120_000,
};
