import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { type ChunkColumn, type ColumnFormat, ColumnLayout } from '../src/index.js';
import { FORMAT_1_18, OVERWORLD, TestWorld } from './world.js';

it.each<[string, object]>([
  ['directBlockBits', { directBlockBits: undefined }],
  ['directBlockBits', { directBlockBits: '15' }],
  ['directBlockBits', { directBlockBits: 8 }],
  ['directBlockBits', { directBlockBits: 17 }],
  ['hasLengthPrefix', { hasLengthPrefix: undefined }],
  ['hasFluidCount', { hasFluidCount: 1 }],
  ['isFluid', { hasFluidCount: true }],
])('a format without a proper %s is refused: %j', (name, change) => {
  const format = { ...FORMAT_1_18, ...change } as ColumnFormat;
  expect(() => new ColumnLayout(OVERWORLD, format)).toThrow(
    expect.objectContaining({
      code: 'ERR_SANDY_INVALID_ARGUMENT',
      message: expect.stringMatching(new RegExp(`^${name}: expected `)),
    }),
  );
});

it.each<Partial<ColumnFormat>>([
  { directBlockBits: 9 },
  { directBlockBits: 16, hasLengthPrefix: false },
  { hasFluidCount: true, isFluid: () => false },
])('a format of these is none that is refused: %j', (change) => {
  expect(() => new ColumnLayout(OVERWORLD, { ...FORMAT_1_18, ...change })).not.toThrow();
});

it.each([-17, 24, 5000])('a world of %d blocks is refused', (worldHeight) => {
  expect(() => new ColumnLayout({ minY: 0, worldHeight }, FORMAT_1_18)).toThrow(
    expect.objectContaining({ code: 'ERR_SANDY_INVALID_ARGUMENT' }),
  );
});

let world: TestWorld;
let column: ChunkColumn;
beforeEach(() => {
  world = new TestWorld();
  column = world.column(world.owner('mod'));
  column.setBlockStateId(1, 2, 3, 4);
});
afterEach(() => world.heap.dispose());

it.each<unknown>([undefined, null, 'packet', [1, 2], new ArrayBuffer(8), new Int32Array(2)])(
  'loads nothing but bytes: %p',
  (bytes) => {
    for (const load of [
      () => column.load(bytes as Uint8Array),
      () => column.loadSection(0, bytes as Uint8Array),
    ]) {
      expect(load).toThrow(
        expect.objectContaining({
          code: 'ERR_SANDY_INVALID_ARGUMENT',
          message: expect.stringMatching(/^bytes: expected a Uint8Array, got /),
        }),
      );
    }
    expect(column.getBlockStateId(1, 2, 3)).toBe(4);
    world.assertValid();
  },
);

it('loads the bytes of a Buffer', () => {
  const bytes = column.dump();
  column.setBlockStateId(1, 2, 3, 5);
  column.load(Buffer.from(bytes));
  expect(column.getBlockStateId(1, 2, 3)).toBe(4);
});
