import { renderReportHtml, renderReportText } from '../src/index.js';
import type { MemoryReport } from '../src/index.js';

const MiB = 1024 * 1024;
const report: MemoryReport = {
  title: 'Map renderer, an hour after start',
  facts: [['players', 12]],
  mods: [
    { name: 'map-renderer', currentBytes: 48 * MiB, sharedBytes: 30 * MiB, limitBytes: 64 * MiB },
    { name: 'economy', currentBytes: 3 * MiB, sharedBytes: 0 },
  ],
  comparison: [
    {
      label: 'RSS',
      series: [
        { name: 'before', value: 310 * MiB },
        { name: 'now', value: 155 * MiB },
      ],
    },
  ],
  savings: { 'one copy of equal tiles': 120 * MiB },
};

console.log(renderReportText(report));
const html = renderReportHtml(report); // write it to a file and open that in a browser
console.log(html.includes('<svg'));
