import { formatBytes, type MemoryReport, renderReportHtml } from '@sandy/profiler-bridge';

const report: MemoryReport = {
  title: 'Report',
  mods: [{ name: 'miner', currentBytes: 2_048, sharedBytes: 1_024 }],
  savings: { sections: 4_096 },
};
export const html: string = renderReportHtml(report);
export const text: string = formatBytes(report.mods[0]?.currentBytes ?? 0);
