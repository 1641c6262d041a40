/** How the heap map looks: colours by theme, and text that may stand in XML. */

/**
 * Colours that are told apart with any colour vision (Okabe and Ito's, darker or lighter), by
 * region.
 */
const LIGHT = [
  '#0072b2',
  '#d55e00',
  '#009e73',
  '#b5468b',
  '#b8860b',
  '#3f48cc',
  '#7a5230',
  '#6b6b6b',
];
const DARK = [
  '#56b4e9',
  '#ff8a3d',
  '#2fd6a3',
  '#e88ac2',
  '#f0d442',
  '#98a0ff',
  '#c79a70',
  '#a8a8a8',
];

interface Theme {
  readonly regions: readonly string[];
  readonly ground: string;
  readonly text: string;
  readonly free: string;
  readonly withheld: string;
}

const THEMES: Readonly<Record<'light' | 'dark', Theme>> = {
  light: { regions: LIGHT, ground: '#fff', text: '#222', free: '#e4e4e4', withheld: '#8c8c8c' },
  dark: { regions: DARK, ground: '#161616', text: '#e8e8e8', free: '#333', withheld: '#777' },
};

/** How much of its colour a slab has, by quarter. */
const OPACITIES = [0.3, 0.5, 0.75, 1];

/** Style rules for the picture with that id, and for no other on the page. */
export function styleSheet(id: string, theme: 'auto' | 'light' | 'dark'): string {
  const fixed = [
    `#${id} text{font:11px system-ui,sans-serif}`,
    `#${id} .title{font-size:14px;font-weight:600}`,
    `#${id} .slot{font-size:9px;text-anchor:end}`,
    ...OPACITIES.map((opacity, quarter) => `#${id} .s${quarter}{fill-opacity:${opacity}}`),
    `#${id} .hatch{fill:none;stroke-width:1.5}`,
    `#${id} .others{fill-opacity:.5}`,
    `#${id} .tick{fill:none;stroke-width:1;vector-effect:non-scaling-stroke}`,
  ].join('');
  if (theme !== 'auto') return fixed + coloursOf(id, THEMES[theme]);
  const dark = coloursOf(id, THEMES.dark);
  return `${fixed}${coloursOf(id, THEMES.light)}@media(prefers-color-scheme:dark){${dark}}`;
}

function coloursOf(id: string, { regions, ground, text, free, withheld }: Theme): string {
  const fills = {
    '.ground': ground,
    text,
    '.free': free,
    '.withheld': withheld,
    '.others': withheld,
  };
  return [
    ...Object.entries(fills).map(([selector, fill]) => `#${id} ${selector}{fill:${fill}}`),
    ...regions.map((fill, index) => `#${id} .r${index}{fill:${fill}}`),
    `#${id} .hatch{stroke:${ground}}`,
    `#${id} .tick{stroke:${text}}`,
  ].join('');
}

const MAX_NAME_LENGTH = 32;

/** At most {@link MAX_NAME_LENGTH} characters; no pair of surrogates is cut in two. */
export function shorten(name: string): string {
  const characters = [...name];
  if (characters.length <= MAX_NAME_LENGTH) return name;
  return `${characters.slice(0, MAX_NAME_LENGTH - 1).join('')}…`;
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/**
 * Text that XML can hold: markup is escaped, characters that XML cannot have at all become U+FFFD.
 */
export function escapeXml(text: string): string {
  return [...text].map((character) => ENTITIES[character] ?? legal(character)).join('');
}

function legal(character: string): string {
  const code = character.codePointAt(0)!;
  const isControl = code < 0x20 && code !== 0x09 && code !== 0x0a && code !== 0x0d;
  const isSurrogate = code >= 0xd800 && code <= 0xdfff; // a lone one: pairs come as one character
  return isControl || isSurrogate || code === 0xfffe || code === 0xffff ? '\ufffd' : character;
}

/** `1 page`, `2 pages`. */
export function countText(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}

/** `1.5 MiB`; the same everywhere, whatever the locale. */
export function formatBytes(byteLength: number): string {
  let value = byteLength;
  let unit = 'B';
  for (const larger of ['KiB', 'MiB', 'GiB']) {
    if (value < 1024) break;
    value /= 1024;
    unit = larger;
  }
  return `${Math.round(value * 10) / 10} ${unit}`;
}
