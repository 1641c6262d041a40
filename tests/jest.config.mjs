import preset from '../jest.preset.mjs';

// End-to-end tests start real servers and bots: one file at a time.
export default { ...preset, displayName: 'tests', maxWorkers: 1, testTimeout: 180_000 };
