/** The rows as the terminal shows them. */
const columns = [
  { title: 'subject', width: 24, text: (row) => row.subject },
  { title: 'peer', width: 26, text: (row) => row.peer },
  { title: 'operation', width: 22, text: (row) => row.operation },
  { title: 'n', width: 10, text: (row) => row.n.toLocaleString('en') },
  { title: 'ours', width: 12, text: (row) => figure(row, 'nsPerOp', 'bytesPerEntry') },
  { title: 'peer', width: 12, text: (row) => figure(row, 'peerNsPerOp', 'peerBytesPerEntry') },
  { title: 'gain', width: 8, text: (row) => `${gainOf(row).toPrecision(3)} ×` },
  {
    title: 'spread',
    width: 11,
    text: (row) => `${percent(row.spread)}/${percent(row.peerSpread)}`,
  },
];
const isText = (index) => index < 3;

export const header = line(columns.map(({ title }) => title));

/** One row; times in ns per operation, memory in bytes per entry. */
export function formatRow(row) {
  return line(columns.map(({ text }) => text(row)));
}

function line(cells) {
  return cells
    .map((cell, index) => {
      const { width } = columns[index];
      return isText(index) ? cell.slice(0, width).padEnd(width) : cell.padStart(width);
    })
    .join(' ');
}

function figure(row, timeKey, bytesKey) {
  return row[timeKey] === undefined ? `${row[bytesKey]} B` : `${row[timeKey]} ns`;
}

const gainOf = (row) => row.speedup ?? row.peerBytesPerEntry / row.bytesPerEntry;
const percent = (fraction) => `${Math.round(fraction * 100)} %`;
