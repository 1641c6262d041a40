/** A collection, filled by `fill`; if that throws, its memory goes back. */
export function filled<T extends { dispose(): void }>(collection: T, fill: () => void): T {
  try {
    fill();
  } catch (error) {
    collection.dispose();
    throw error;
  }
  return collection;
}
