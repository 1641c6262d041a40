import type { MemoryReport } from './api.js';
import { assertReport } from './check-report.js';

/**
 * The report as JSON: its own fields after `format` and `version`, which tell a reader what it has
 * before it. Names are as they were given; JSON escapes what would break a line.
 *
 * @returns indented by two spaces, with a line feed at the end
 * @throws {InvalidReportError} if `report` has not the form of one
 */
export function renderReportJson(report: MemoryReport): string {
  assertReport(report);
  const text = JSON.stringify(
    { format: 'sandy-memory-report', version: 1, ...report },
    // No limit: it would become null, which no report has.
    (_, value: unknown) => (value === Infinity ? undefined : value),
    2,
  );
  return `${text}\n`;
}
