export { renderReportHtml } from './report-html.js';
export { renderReportJson } from './report-json.js';
export { renderReportText } from './report-text.js';
export { formatDecimalBytes } from './byte-format.js';
export { formatBytes, formatTable } from '@sandy/tracker';
export type { TableColumn } from '@sandy/tracker';
export { InvalidReportError } from './errors.js';
export type {
  ByteUnits,
  CheckList,
  Comparison,
  ComparisonValue,
  FactValue,
  MemoryReport,
  ModUsage,
  ReportCheck,
} from './api.js';
