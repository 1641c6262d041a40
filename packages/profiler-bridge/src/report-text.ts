import { formatTable, printable } from '@sandy/tracker';
import type { CheckList, MemoryReport } from './api.js';
import { assertReport } from './check-report.js';
import { comparisonTable, factText, modTable, outcomeOf, savingsTable } from './report-sections.js';
import type { ReportTable } from './report-sections.js';

/**
 * The report as plain text for a terminal or a log: its facts, then a table for each part that it
 * has, then its checks.
 * Names are shown with their control characters escaped.
 *
 * @returns lines without a line feed at the end
 * @throws {InvalidReportError} if `report` has not the form of one
 */
export function renderReportText(report: MemoryReport): string {
  assertReport(report);
  const parts = [[report.title, report.generatedAt].filter(Boolean).join(', ')].map(printable);
  if (report.facts?.length) {
    const rows = report.facts.map(([label, value]) => [label, factText(value, report.units)]);
    const lines = formatTable(rows, [{ header: '' }, { header: '', align: 'right' }]).split('\n');
    parts.push(lines.slice(2).join('\n')); // without the empty header and its rule
  }
  if (report.comparison?.length)
    parts.push(tableText(comparisonTable(report.comparison, report.units)));
  if (Object.keys(report.savings ?? {}).length) parts.push(tableText(savingsTable(report)));
  parts.push(report.mods.length ? tableText(modTable(report)) : 'No mods are tracked.');
  parts.push(...(report.checkLists ?? []).map(checksText));
  return parts.join('\n\n');
}

function checksText({ heading, checks }: CheckList): string {
  const lines = checks.map((check) => {
    const detail = check.detail === undefined ? '' : ` (${check.detail})`;
    return printable(`  ${outcomeOf(check).mark} ${check.name}${detail}`);
  });
  return [printable(heading), ...lines].join('\n');
}

function tableText(table: ReportTable): string {
  const { rows, sum, columns } = table;
  return `${table.caption}\n${formatTable(sum ? [...rows, sum] : rows, columns)}`;
}
