export { renderReportHtml } from './report-html.js';
export { renderReportJson } from './report-json.js';
export { renderReportText } from './report-text.js';
export { formatBytes, formatTable } from '@sandy/tracker';
export type { TableColumn } from '@sandy/tracker';
export { InvalidReportError } from './errors.js';
export type { Comparison, ComparisonValue, FactValue, MemoryReport, ModUsage } from './api.js';
