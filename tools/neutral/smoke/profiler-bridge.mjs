import { equal } from './expect.mjs';

export function smoke({ renderReportHtml, renderReportJson, formatBytes }) {
  const report = {
    title: 'Report',
    mods: [{ name: '<script>', currentBytes: 2_048, sharedBytes: 1_024, limitBytes: 4_096 }],
    comparison: [
      {
        label: 'RSS',
        series: [
          { name: 'stock', value: 9_000_000 },
          { name: 'shared', value: 1_000_000 },
        ],
      },
    ],
    savings: { sections: 8_000_000 },
  };
  const html = renderReportHtml(report);
  equal(html.includes('<script>'), false, 'an unescaped name in the report');
  equal(html.includes('<svg'), true, 'a chart in the report');
  equal(JSON.parse(renderReportJson(report)).mods[0].currentBytes, 2_048, 'bytes in JSON');
  equal(typeof formatBytes(2_048), 'string', 'formatted bytes');
}
