import { printable } from '@sandy/tracker';
import type { MemoryReport } from './api.js';
import { InvalidReportError } from './errors.js';

/**
 * Passes what has the form of a report, all of whose byte counts are between ±(2^53 - 1).
 *
 * @throws {InvalidReportError} naming the first part that has not
 */
export function assertReport(value: unknown): asserts value is MemoryReport {
  const report = object(value, 'report');
  text(report['title'], 'title');
  if (report['generatedAt'] !== undefined) text(report['generatedAt'], 'generatedAt');
  list(report['mods'], 'mods').forEach((mod, i) => checkMod(mod, `mods[${i}]`));
  list(report['comparison'] ?? [], 'comparison').forEach((group, i) => {
    checkComparison(group, `comparison[${i}]`);
  });
  for (const [trick, byteCount] of Object.entries(object(report['savings'] ?? {}, 'savings'))) {
    bytes(byteCount, `savings of ${printable(trick)}`);
  }
  list(report['facts'] ?? [], 'facts').forEach((fact, i) => {
    const [label, shown] = list(fact, `facts[${i}]`);
    text(label, `facts[${i}][0]`);
    if (typeof shown === 'object')
      bytes(object(shown, `facts[${i}][1]`)['bytes'], `facts[${i}][1].bytes`);
    else if (typeof shown !== 'number') text(shown, `facts[${i}][1]`);
  });
  list(report['checkLists'] ?? [], 'checkLists').forEach((group, i) => {
    checkChecks(group, `checkLists[${i}]`);
  });
  const { units } = report;
  if (units !== undefined && units !== 'binary' && units !== 'decimal') {
    fail('units', "'binary' or 'decimal'", units);
  }
}

function checkChecks(value: unknown, path: string): void {
  const group = object(value, path);
  text(group['heading'], `${path}.heading`);
  list(group['checks'], `${path}.checks`).forEach((entry, i) => {
    const { name, detail, passed } = object(entry, `${path}.checks[${i}]`);
    text(name, `${path}.checks[${i}].name`);
    if (detail !== undefined) text(detail, `${path}.checks[${i}].detail`);
    if (passed !== undefined && typeof passed !== 'boolean') {
      fail(`${path}.checks[${i}].passed`, 'a boolean', passed);
    }
  });
}

function checkMod(value: unknown, path: string): void {
  const mod = object(value, path);
  text(mod['name'], `${path}.name`);
  bytes(mod['currentBytes'], `${path}.currentBytes`);
  bytes(mod['sharedBytes'], `${path}.sharedBytes`);
  const { limitBytes = Infinity, peakBytes } = mod;
  if (limitBytes !== Infinity) bytes(limitBytes, `${path}.limitBytes`);
  if (peakBytes !== undefined) bytes(peakBytes, `${path}.peakBytes`);
}

function checkComparison(value: unknown, path: string): void {
  const group = object(value, path);
  text(group['label'], `${path}.label`);
  list(group['series'], `${path}.series`).forEach((entry, i) => {
    const bar = object(entry, `${path}.series[${i}]`);
    text(bar['name'], `${path}.series[${i}].name`);
    bytes(bar['value'], `${path}.series[${i}].value`);
  });
}

function object(value: unknown, path: string): Record<string, unknown> {
  if (typeof value === 'object' && value !== null) return value as Record<string, unknown>;
  return fail(path, 'an object', value);
}

function list(value: unknown, path: string): readonly unknown[] {
  return Array.isArray(value) ? value : fail(path, 'an array', value);
}

function text(value: unknown, path: string): void {
  if (typeof value !== 'string') fail(path, 'a string', value);
}

function bytes(value: unknown, path: string): void {
  if (typeof value === 'number' && Math.abs(value) <= Number.MAX_SAFE_INTEGER) return;
  fail(path, 'a number of bytes', value);
}

function fail(path: string, expected: string, value: unknown): never {
  const got = typeof value === 'number' ? String(value) : value === null ? 'null' : typeof value;
  throw new InvalidReportError(`${path}: expected ${expected}, got ${got}`);
}
