import { describe, expect, it } from '@jest/globals';
import { renderReportHtml, renderReportJson, renderReportText } from '../src/index.js';
import type { MemoryReport } from '../src/index.js';
import { FULL } from './samples.js';

const MOD = { name: 'm', currentBytes: 1, sharedBytes: 0 };

describe('what is no report', () => {
  it.each([
    ['report: expected an object, got undefined', undefined],
    ['report: expected an object, got null', null],
    ['title: expected a string, got 7', { ...FULL, title: 7 }],
    ['generatedAt: expected a string, got object', { ...FULL, generatedAt: new Date(0) }],
    ['mods: expected an array, got undefined', { title: 't' }],
    ['mods[0]: expected an object, got string', { ...FULL, mods: ['m'] }],
    ['mods[1].name: expected a string, got undefined', { ...FULL, mods: [MOD, {}] }],
    [
      'mods[0].currentBytes: expected a number of bytes, got NaN',
      { ...FULL, mods: [{ ...MOD, currentBytes: NaN }] },
    ],
    [
      'mods[0].sharedBytes: expected a number of bytes, got Infinity',
      { ...FULL, mods: [{ ...MOD, sharedBytes: Infinity }] },
    ],
    [
      'mods[0].limitBytes: expected a number of bytes, got string',
      { ...FULL, mods: [{ ...MOD, limitBytes: '1 MiB' }] },
    ],
    [
      'mods[0].limitBytes: expected a number of bytes, got -Infinity',
      { ...FULL, mods: [{ ...MOD, limitBytes: -Infinity }] },
    ],
    [
      'mods[0].peakBytes: expected a number of bytes, got Infinity',
      { ...FULL, mods: [{ ...MOD, peakBytes: Infinity }] },
    ],
    [
      'mods[0].peakBytes: expected a number of bytes, got 9007199254740992',
      { ...FULL, mods: [{ ...MOD, peakBytes: 2 ** 53 }] },
    ],
    ['comparison: expected an array, got object', { ...FULL, comparison: {} }],
    [
      'comparison[0].series: expected an array, got undefined',
      { ...FULL, comparison: [{ label: 'RSS' }] },
    ],
    [
      'comparison[0].series[0].value: expected a number of bytes, got bigint',
      { ...FULL, comparison: [{ label: 'RSS', series: [{ name: 'stock', value: 1n }] }] },
    ],
    [
      'savings of \\x1b[2J: expected a number of bytes, got string',
      { ...FULL, savings: { '\x1b[2J': '1' } },
    ],
    ['facts[0]: expected an array, got string', { ...FULL, facts: ['bots'] }],
    ['facts[0][1]: expected a string, got undefined', { ...FULL, facts: [['bots']] }],
    ['facts[0][1]: expected an object, got null', { ...FULL, facts: [['bots', null]] }],
    [
      'facts[0][1].bytes: expected a number of bytes, got string',
      { ...FULL, facts: [['held', { bytes: '5' }]] },
    ],
    ['checkLists: expected an array, got string', { ...FULL, checkLists: 'all' }],
    [
      'checkLists[0].heading: expected a string, got undefined',
      { ...FULL, checkLists: [{ checks: [] }] },
    ],
    [
      'checkLists[0].checks[0].passed: expected a boolean, got string',
      { ...FULL, checkLists: [{ heading: 'h', checks: [{ name: 'n', passed: 'yes' }] }] },
    ],
    ["units: expected 'binary' or 'decimal', got string", { ...FULL, units: 'MiB' }],
  ])('%s', (message, report) => {
    for (const render of [renderReportHtml, renderReportJson, renderReportText]) {
      let thrown: unknown;
      try {
        render(report as MemoryReport);
      } catch (error) {
        thrown = error;
      }
      expect(thrown).toMatchObject({
        name: 'InvalidReportError',
        code: 'ERR_SANDY_INVALID_REPORT',
        message,
      });
    }
  });
});

describe('a limit of Infinity, as statistics tell of a mod without one', () => {
  const free = { ...MOD, name: 'free', limitBytes: Infinity };
  const limited = { ...MOD, name: 'limited', limitBytes: 4 };

  it('is shown as none beside mods that have a limit', () => {
    const report = { title: 't', mods: [free, limited] };
    expect(renderReportText(report)).toMatch(/^free .* none +–$/m);
    const page = renderReportHtml(report);
    expect(page).toContain('>none<');
    expect(page).not.toMatch(/Infinity|NaN/);
  });

  it('alone is as if it was left out', () => {
    const [left, given] = [MOD, { ...MOD, limitBytes: Infinity }].map((mod) => {
      const report = { title: 't', mods: [mod] };
      return [renderReportText(report), renderReportHtml(report), renderReportJson(report)];
    });
    expect(given).toEqual(left);
  });
});
