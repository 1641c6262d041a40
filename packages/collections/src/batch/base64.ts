const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** The bytes of well-formed base64, in runtimes without `atob` too. */
export function decodeBase64(text: string): Uint8Array<ArrayBuffer> {
  const padding = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0;
  const bytes = new Uint8Array((text.length / 4) * 3 - padding);
  for (let from = 0, to = 0; from < text.length; from += 4) {
    let word = 0;
    for (let i = from; i < from + 4; i++) word = (word << 6) | (ALPHABET.indexOf(text[i]!) & 63);
    bytes[to++] = word >>> 16; // what lies beyond the end is not stored
    bytes[to++] = word >>> 8;
    bytes[to++] = word;
  }
  return bytes;
}
