/**
 * The style sheet of the report. Colours are variables that follow the reader's colour scheme; s1 …
 * s6 colour the parts of charts: s1 is the quiet one, for what others are compared with.
 */
export const STYLE_SHEET = `
:root {
  color-scheme: light dark;
  --page: #f7f7f5; --card: #ffffff; --edge: #e4e3df; --grid: #ecebe7;
  --ink: #1d1d1b; --ink-2: #5b5a55; --ink-3: #85837c;
  --s1: #a3a199; --s2: #2a6fbf; --s3: #2f9d7a; --s4: #c98a12; --s5: #7d5fc0; --s6: #c2577a;
  --limit: #b3261e; --good: #1f7a52;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #141413; --card: #1c1c1a; --edge: #31302d; --grid: #2a2926;
    --ink: #eceae4; --ink-2: #b0aea6; --ink-3: #85837c;
    --s1: #77756e; --s2: #5a9ae0; --s3: #3fae8a; --s4: #d79f3a; --s5: #9c84d8; --s6: #d87a98;
    --limit: #f2897f; --good: #63c79a;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0; background: var(--page); color: var(--ink);
  font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif;
}
main { max-width: 860px; margin: 0 auto; padding: 40px 20px 56px; }
h1 { font-size: 26px; line-height: 1.25; margin: 0 0 4px; overflow-wrap: anywhere; }
h2 { font-size: 17px; margin: 0; }
p { margin: 4px 0 0; color: var(--ink-2); }
section {
  background: var(--card); border: 1px solid var(--edge); border-radius: 10px;
  padding: 20px 24px 16px; margin-top: 20px;
}
.facts {
  display: flex; flex-wrap: wrap; gap: 1px;
  background: var(--edge); border: 1px solid var(--edge); border-radius: 10px; overflow: hidden;
  margin: 24px 0 0;
}
.facts div { flex: 1 0 170px; background: var(--card); padding: 12px 16px; }
.facts dt { color: var(--ink-2); font-size: 13px; overflow-wrap: anywhere; }
.facts dd { margin: 2px 0 0; font-size: 20px; font-weight: 600; overflow-wrap: anywhere; }
.legend {
  display: flex; flex-wrap: wrap; gap: 4px 18px; list-style: none; margin: 14px 0 0; padding: 0;
  color: var(--ink-2); font-size: 13px;
}
.legend svg { width: 10px; height: 10px; margin-right: 7px; overflow: visible; }
.scroll { overflow-x: auto; }
.chart { display: block; width: 100%; height: auto; margin: 12px 0 4px; }
.narrow { display: none; }
.narrow .chart .label { text-anchor: start; }
.chart text { font-size: 13px; fill: var(--ink); dominant-baseline: central; }
.chart .label { text-anchor: end; }
.chart .value { font-size: 12px; fill: var(--ink-2); font-variant-numeric: tabular-nums; }
.chart .tick { font-size: 11px; fill: var(--ink-3); text-anchor: middle; }
.chart .grid { stroke: var(--grid); }
.limit { stroke: var(--limit); stroke-width: 2; fill: none; }
.s1 { fill: var(--s1); } .s2 { fill: var(--s2); } .s3 { fill: var(--s3); }
.s4 { fill: var(--s4); } .s5 { fill: var(--s5); } .s6 { fill: var(--s6); }
.note { font-size: 13px; }
.empty { padding: 20px 0 12px; color: var(--ink-2); }
.checks { list-style: none; margin: 10px 0 6px; padding: 0; font-size: 13px; }
.checks li { display: flex; gap: 10px; padding: 4px 0; border-bottom: 1px solid var(--grid); overflow-wrap: anywhere; }
.checks li:last-child { border-bottom: 0; }
.checks small { color: var(--ink-2); font-size: 12px; }
.mark { flex: 0 0 1em; font-weight: 600; color: var(--ink-3); }
.passed .mark { color: var(--good); }
.failed .mark { color: var(--limit); }
details { margin-top: 10px; border-top: 1px solid var(--grid); padding-top: 8px; }
summary { cursor: pointer; color: var(--ink-2); font-size: 13px; padding: 2px 0; }
summary:focus-visible { outline: 2px solid var(--s2); outline-offset: 3px; border-radius: 3px; }
table { border-collapse: collapse; width: 100%; font-size: 13px; margin: 6px 0 4px; }
caption { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
th, td { padding: 5px 12px 5px 0; text-align: left; border-bottom: 1px solid var(--grid); }
thead th { color: var(--ink-2); font-weight: 500; white-space: nowrap; }
tbody th { font-weight: 500; overflow-wrap: anywhere; min-width: 140px; }
tfoot th, tfoot td { font-weight: 600; border-bottom: 0; }
.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
th:last-child, td:last-child { padding-right: 0; }
@media (max-width: 620px) {
  main { padding: 24px 10px 40px; }
  section { padding: 16px 12px 12px; }
  .wide { display: none; }
  .narrow { display: block; max-width: 480px; }
  table { font-size: 11.5px; }
  th, td { padding-right: 5px; }
  thead th, thead .number { white-space: normal; vertical-align: bottom; }
  tbody th { min-width: 64px; }
}
@media print {
  body { background: none; }
  section { break-inside: avoid; }
}
`;
