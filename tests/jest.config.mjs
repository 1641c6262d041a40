import preset from '../jest.preset.mjs';

// End-to-end tests start real servers and bots: one file at a time, and a test that failed may
// leave one open, which must not keep the run from ending.
export default {
  ...preset,
  displayName: 'tests',
  maxWorkers: 1,
  testTimeout: 180_000,
  forceExit: true,
};
