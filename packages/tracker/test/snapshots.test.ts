import { describe, expect, it } from '@jest/globals';
import { Ledger, diffSnapshots, findAccount, formatSnapshot, snapshotOf } from '../src/index.js';

function sample(): Ledger {
  const ledger = new Ledger();
  const mod = ledger.createAccount('mod', { kind: 'mod', limitBytes: 4096, softLimitBytes: 2048 });
  mod.createAccount('pool', { kind: 'pool', sharedBytes: () => 64 }).charge(1536);
  mod.charge(100);
  ledger.createAccount('host', { kind: 'mod' });
  return ledger;
}

describe('a snapshot', () => {
  it('is plain data that survives JSON', () => {
    const snapshot = snapshotOf(sample().root);
    expect(JSON.parse(JSON.stringify(snapshot))).toEqual(snapshot);
    expect(snapshotOf(sample())).toEqual(snapshot); // a ledger stands for its root
    expect(snapshot).toEqual({
      name: 'process',
      kind: 'process',
      liveBytes: 1636,
      ownBytes: 0,
      peakBytes: 1636,
      totalBytes: 1636,
      chargeCount: 2,
      children: [
        {
          name: 'mod',
          kind: 'mod',
          liveBytes: 1636,
          ownBytes: 100,
          peakBytes: 1636,
          totalBytes: 1636,
          chargeCount: 2,
          limitBytes: 4096,
          softLimitBytes: 2048,
          children: [
            {
              name: 'pool',
              kind: 'pool',
              liveBytes: 1536,
              ownBytes: 1536,
              peakBytes: 1536,
              totalBytes: 1536,
              chargeCount: 1,
              sharedBytes: 64,
              children: [],
            },
          ],
        },
        {
          name: 'host',
          kind: 'mod',
          liveBytes: 0,
          ownBytes: 0,
          peakBytes: 0,
          totalBytes: 0,
          chargeCount: 0,
          children: [],
        },
      ],
    });
  });

  it('does not change when the ledger does', () => {
    const ledger = sample();
    const snapshot = snapshotOf(ledger.root);
    findAccount(ledger.root, 'mod')!.close();
    expect(snapshot.children[0]!.liveBytes).toBe(1636);
  });

  it('is shown as a table', () => {
    expect(formatSnapshot(snapshotOf(sample().root))).toBe(
      [
        'account   kind        live      own  shared     peak    limit  charges',
        '────────  ───────  ───────  ───────  ──────  ───────  ───────  ───────',
        'process   process  1.6 KiB      0 B       –  1.6 KiB        –        2',
        '  mod     mod      1.6 KiB    100 B       –  1.6 KiB  4.0 KiB        2',
        '    pool  pool     1.5 KiB  1.5 KiB    64 B  1.5 KiB        –        1',
        '  host    mod          0 B      0 B       –      0 B        –        0',
      ].join('\n'),
    );
  });
});

describe('the difference of two snapshots', () => {
  it('is empty for the same', () => {
    const snapshot = snapshotOf(sample().root);
    expect(diffSnapshots(snapshot, snapshot)).toEqual([]);
  });

  it('names what was opened, closed and changed, greatest change first', () => {
    const ledger = sample();
    const before = snapshotOf(ledger.root);
    findAccount(ledger.root, 'mod:pool')!.close();
    findAccount(ledger.root, 'mod')!.charge(36);
    ledger.createAccount('new').charge(5000);
    const differences = diffSnapshots(before, snapshotOf(ledger.root));
    expect(differences.map((d) => [d.path, d.change, d.liveBytesDelta])).toEqual(
      [
        ['new', 'opened', 5000],
        ['', 'changed', 3500],
        ['mod', 'changed', -1500],
        ['mod:pool', 'closed', -1536],
      ].sort((a, b) => Math.abs(b[2] as number) - Math.abs(a[2] as number)),
    );
    expect(differences.find((d) => d.path === 'mod')).toEqual({
      path: 'mod',
      change: 'changed',
      liveBytesDelta: -1500,
      ownBytesDelta: 36,
      chargedBytes: 36,
      chargeCount: 1,
      liveBytesBefore: 1636,
      liveBytesAfter: 136,
    });
  });

  it('shows churn that left the live bytes as they were', () => {
    const ledger = sample();
    const before = snapshotOf(ledger.root);
    const host = findAccount(ledger.root, 'host')!;
    host.charge(10);
    host.release(10);
    expect(
      diffSnapshots(before, snapshotOf(ledger.root)).map((d) => [d.path, d.chargedBytes]),
    ).toEqual([
      ['', 10],
      ['host', 10],
    ]);
  });

  it('takes an account that was closed and opened again as the same, its charges as new', () => {
    const ledger = sample();
    const before = snapshotOf(ledger.root);
    findAccount(ledger.root, 'mod')!.close();
    ledger.createAccount('mod').charge(7);
    const difference = diffSnapshots(before, snapshotOf(ledger.root)).find((d) => d.path === 'mod');
    expect(difference).toMatchObject({ change: 'changed', liveBytesDelta: -1629, chargedBytes: 7 });
  });
});
