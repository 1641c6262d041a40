/** An element of {@link parseHtml}. */
export interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: (Element | string)[];
}

const VOID_ELEMENTS = new Set(['meta', '!doctype']);
const RAW_ELEMENTS = new Set(['style']);

/**
 * Reads markup strictly: every element is closed in order, every attribute is quoted, and text
 * holds none of `< > "`. Enough to prove that no name has become markup; throws where a browser
 * would guess.
 */
export function parseHtml(html: string): Element {
  const root: Element = { name: '', attributes: {}, children: [] };
  const stack = [root];
  let rest = html;
  while (rest !== '') {
    const top = stack.at(-1)!;
    if (RAW_ELEMENTS.has(top.name)) {
      const end = rest.indexOf(`</${top.name}>`);
      top.children.push(rest.slice(0, end));
      rest = rest.slice(end + top.name.length + 3);
      stack.pop();
      continue;
    }
    const text = /^[^<]+/.exec(rest)?.[0];
    if (text !== undefined) {
      if (/[>"']/.test(text)) throw new Error(`unescaped: ${text}`);
      top.children.push(decode(text));
      rest = rest.slice(text.length);
      continue;
    }
    const tag = /^<(\/?)([!a-z0-9]+)((?:\s+[a-z-]+(?:="[^"<>]*")?)*)(\/?)>/i.exec(rest);
    if (tag === null) throw new Error(`no tag: ${rest.slice(0, 80)}`);
    rest = rest.slice(tag[0].length);
    const name = tag[2]!.toLowerCase();
    if (tag[1] === '/') {
      if (stack.pop()!.name !== name) throw new Error(`closes out of order: ${name}`);
      continue;
    }
    const pairs = [...tag[3]!.matchAll(/([a-z-]+)(?:="([^"]*)")?/gi)];
    const attributes = Object.fromEntries(
      pairs.map(([, key, value]) => [key!, decode(value ?? '')]),
    );
    const element: Element = { name, attributes, children: [] };
    top.children.push(element);
    if (tag[4] !== '/' && !VOID_ELEMENTS.has(name)) stack.push(element);
  }
  if (stack.length !== 1) throw new Error(`never closed: ${stack.at(-1)!.name}`);
  return root;
}

/** All elements of that name, in order. */
export function findAll(element: Element, name: string): Element[] {
  return element.children.flatMap((child) => {
    if (typeof child === 'string') return [];
    return [...(child.name === name ? [child] : []), ...findAll(child, name)];
  });
}

/** All text within. */
export function textOf(element: Element): string {
  return element.children
    .map((child) => (typeof child === 'string' ? child : textOf(child)))
    .join('');
}

function decode(text: string): string {
  const entities: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" };
  return text.replace(/&(#?[a-z0-9]*);?/g, (whole, name: string) => {
    const character = entities[name];
    if (character === undefined || !whole.endsWith(';')) throw new Error(`bare &: ${whole}`);
    return character;
  });
}
