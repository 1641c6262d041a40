import { type CollectionRegion, Long2ObjectMap, LongSet } from '@sandy/collections';

declare const region: CollectionRegion;
const columns = new Long2ObjectMap<{ name: string }>({ capacity: 100, region });
columns.set(1, 2, { name: 'column' });
export const name: string | undefined = columns.get(1, 2)?.name;
export const visited: boolean = new LongSet().add(3, 4);
for (const [key, value] of columns) {
  const both: [bigint, string] = [key, value.name];
  columns.deleteBigInt(both[0]);
}
