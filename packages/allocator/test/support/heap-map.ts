/**
 * Reads a heap map back: a small parser of the XML that it may consist of, and the areas of its
 * paths.
 */

export interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: Element[];
  text: string;
}

const ENTITIES: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  '#39': "'",
};

/** @throws {Error} if the text is not one well-formed element */
export function parseXml(source: string): Element {
  const root: Element = { name: '', attributes: {}, children: [], text: '' };
  const open = [root];
  const token = /<(\/?)([A-Za-z]+)((?:\s+[\w:-]+="[^"<]*")*)\s*(\/?)>|([^<]+)/gy;
  let end = 0;
  for (let match = token.exec(source); match !== null; match = token.exec(source)) {
    end = token.lastIndex;
    const [, isClosing, name, attributes, isEmpty, text] = match;
    const parent = open.at(-1)!;
    if (text !== undefined) {
      parent.text += unescapeXml(text);
    } else if (isClosing === '/') {
      if (open.pop()!.name !== name) throw new Error(`</${name}> does not end <${parent.name}>`);
    } else {
      const element = {
        name: name!,
        attributes: attributesOf(attributes!),
        children: [],
        text: '',
      };
      parent.children.push(element);
      if (isEmpty !== '/') open.push(element);
    }
  }
  if (end !== source.length)
    throw new Error(`no XML from ${end} on: ${source.slice(end, end + 40)}`);
  if (open.length !== 1 || root.children.length !== 1) throw new Error('not one element');
  return root.children[0]!;
}

function attributesOf(source: string): Record<string, string> {
  const attributes: Record<string, string> = {};
  for (const [, name, value] of source.matchAll(/([\w:-]+)="([^"]*)"/g)) {
    if (name! in attributes) throw new Error(`twice: ${name}`);
    attributes[name!] = unescapeXml(value!);
  }
  return attributes;
}

function unescapeXml(text: string): string {
  if (/[^\t\n\r\x20-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u.test(text)) {
    throw new Error(`no character of XML in ${JSON.stringify(text)}`);
  }
  return text.replace(/&([^;]*;?)/g, (_, entity: string) => {
    const character = ENTITIES[entity.slice(0, -1)];
    if (character === undefined || !entity.endsWith(';')) throw new Error(`&${entity}`);
    return character;
  });
}

/** The element and all below it. */
export function* elementsOf(element: Element): Generator<Element> {
  yield element;
  for (const child of element.children) yield* elementsOf(child);
}

/** A rectangle of pages: in one row, from column to column. */
export interface Area {
  readonly column: number;
  readonly row: number;
  readonly width: number;
}

/** @throws {Error} if a path is made of anything but areas */
export function areasOf(path: string): Area[] {
  const areas: Area[] = [];
  const rest = path.replace(
    /M(\d+) (\d+)h(\d+)v\.8h-(\d+)z/g,
    (_, column: string, row: string, width: string, back: string) => {
      if (width !== back) throw new Error(`no rectangle: ${width} and back ${back}`);
      areas.push({ column: Number(column), row: Number(row), width: Number(width) });
      return '';
    },
  );
  if (rest !== '') throw new Error(`no area: ${rest.slice(0, 40)}`);
  return areas;
}

export interface Layer {
  readonly title: string;
  readonly pageCount: number;
  readonly areas: readonly Area[];
}

/** The coloured paths of a map. */
export function layersOf(svg: Element): Layer[] {
  return [...elementsOf(svg)]
    .filter(({ attributes }) => 'data-pages' in attributes)
    .map(({ attributes, children }) => ({
      title: children[0]!.text,
      pageCount: Number(attributes['data-pages']),
      areas: areasOf(attributes['d']!),
    }));
}
