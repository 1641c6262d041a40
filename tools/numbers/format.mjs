/** How a figure is written in a README: by the unit at the end of its name. */

const titles = {
  nsPerOp: 'ns/op',
  peerNsPerOp: 'peer ns/op',
  speedup: 'faster',
  bytesPerEntry: 'B/entry',
  peerBytesPerEntry: 'peer B/entry',
  rssBytesPerEntry: 'RSS B/entry',
  peerRssBytesPerEntry: 'peer RSS B/entry',
  peerSpread: 'peer spread',
  n: 'n',
  // As the main job's own report says it.
  furtherBotBytes: 'a further bot',
  loadCpuMs: 'CPU to load',
  loadMs: 'time to load',
};

/** `furtherBotBytes` → `further bot`: the unit stands in the cells. */
export function titleOf(key) {
  if (titles[key] !== undefined) return titles[key];
  const words = key.replace(/([a-z0-9])([A-Z])/g, '$1 $2').toLowerCase();
  return words
    .replace(/ (bytes|ms|ns)$/, '')
    .replace(/\b(cpu|rss)\b/g, (name) => name.toUpperCase());
}

/**
 * @param {string} key the column's name: its end tells the unit
 * @param {unknown} value
 * @returns {string}
 */
export function formatValue(key, value) {
  if (value === null) return '–'; // not measured
  if (typeof value !== 'number') return String(value).replaceAll('|', '\\|');
  if (key.includes('/') || /speedup|ratio$/i.test(key)) return `${round(value)} ×`;
  if (/spread$/i.test(key)) return `${Math.round(value * 100)} %`;
  if (/bytes$/i.test(key)) return formatBytes(value);
  if (/ms$/i.test(key)) {
    return Math.abs(value) >= 1_000 ? `${round(value / 1_000)} s` : `${round(value)} ms`;
  }
  return round(value);
}

/** Decimal units: 1 MB is 10^6 bytes. */
function formatBytes(bytes) {
  const magnitude = Math.abs(bytes);
  if (magnitude >= 1e6) return `${round(bytes / 1e6)} MB`;
  if (magnitude >= 1e3) return `${round(bytes / 1e3)} KB`;
  return `${round(bytes)} B`;
}

/** Three significant digits, whole numbers in full. */
function round(value) {
  if (Number.isInteger(value)) return value.toLocaleString('en');
  return Number(value.toPrecision(3)).toLocaleString('en', { maximumFractionDigits: 10 });
}
