import { describe, expect, it } from '@jest/globals';
import { formatBytes, formatTable, renderReportJson, renderReportText } from '../src/index.js';
import { FULL, HOSTILE_NAMES, hostileReport } from './samples.js';

describe('the report as text', () => {
  it('shows a fact that is an amount of bytes in a fitting unit', () => {
    const facts = [['held', { bytes: 5_000_000 }]] as const;
    const text = renderReportText({ title: 'Heap', mods: [], facts });
    expect(text).toContain(`held  ${formatBytes(5_000_000)}`);
  });

  it('shows its facts and tables', () => {
    expect(renderReportText(FULL)).toBe(
      `
Two bots, 2026-11-22T16:20:00Z

bots           2
world  r.0.0.mca

Bytes side by side
         stock   shared    floor  stock ÷ shared  stock ÷ floor
────  ────────  ───────  ───────  ──────────────  ─────────────
RSS    291 MiB  140 MiB  126 MiB          2.08 ×         2.31 ×
heap  50.0 MiB        –        –               –              –

Bytes saved
trick              saved
──────────────  ────────
equal sections   100 MiB
uniform light   51.0 MiB
sum              151 MiB

Bytes of each mod
mod        own   shared    in all     peak    limit  of limit
─────  ───────  ───────  ────────  ───────  ───────  ────────
great  2.0 MiB  6.0 MiB   8.0 MiB  9.0 MiB        –         –
small  1.5 MiB  512 KiB   2.0 MiB        –  4.0 MiB    50.0 %
sum    3.5 MiB  6.5 MiB  10.0 MiB
`.trim(),
    );
  });

  it('says that no mods are tracked', () => {
    expect(renderReportText({ title: 'Nothing', mods: [] })).toBe(
      'Nothing\n\nNo mods are tracked.',
    );
  });

  it.each(HOSTILE_NAMES)('keeps names off the terminal: %j', (name) => {
    const text = renderReportText(hostileReport(name));
    // eslint-disable-next-line no-control-regex -- what must not be there
    expect(text.replaceAll('\n', '')).not.toMatch(/[\0-\x1f\x7f-\x9f\u2028\u2029\u202e]/);
  });

  it('is made of pieces that can be used alone', () => {
    const columns = [{ header: 'mod' }, { header: 'bytes', align: 'right' as const }];
    expect(formatTable([['a', formatBytes(2048)]], columns)).toBe(
      'mod    bytes\n───  ───────\na    2.0 KiB',
    );
  });
});

describe('the report as JSON', () => {
  it('holds what was given', () => {
    const text = renderReportJson(FULL);
    expect(JSON.parse(text)).toEqual({ format: 'sandy-memory-report', version: 1, ...FULL });
    expect(text.endsWith('}\n')).toBe(true);
  });

  it.each(HOSTILE_NAMES)('keeps names whole: %j', (name) => {
    const report = hostileReport(name);
    const text = renderReportJson(report);
    expect(JSON.parse(text)).toMatchObject(report);
    // eslint-disable-next-line no-control-regex -- what must not be there
    expect(text.replaceAll('\n', '')).not.toMatch(/[\0-\x1f]/);
  });
});
