// A runtime for AssemblyScript guests (`asc --runtime node_modules/@sandy/allocator/assemblyscript/runtime`): blocks
// come from the host, and garbage is collected when the host has none left, or when somebody calls `__collect`. It
// marks and sweeps, all at once.
//
// Why not one of AssemblyScript's own: those take whatever lies behind `__heap_base` for their heap. A guest's
// blocks lie before and behind its data, so objects of the heap are marked as such.

// @ts-ignore: decorator
@external("env", "malloc") declare function malloc(size: usize): usize;
// @ts-ignore: decorator
@external("env", "realloc") declare function realloc(ptr: usize, size: usize): usize;
// @ts-ignore: decorator
@external("env", "free") declare function free(ptr: usize): void;

// What linkGuest asks for.
const heapBase: usize = __heap_base;
export { heapBase as __heap_base, __stack_pointer };

/** The 16 bytes before an object, as the compiler lays them out for static ones: all of theirs are 0 at first. */
@unmanaged class Header {
  /** The next object of the heap, or of the statics that were reached; and the flags below. */
  next: usize;
  /** The next object that was reached and whose members were not visited yet. */
  nextGray: usize;
  rtId: u32;
  rtSize: u32;
}
// @ts-ignore: decorator
@inline const HEADER: usize = offsetof<Header>();
// @ts-ignore: decorator
@inline const REACHED: usize = 1;
// @ts-ignore: decorator
@inline const PINNED: usize = 2;
// @ts-ignore: decorator
@inline const ON_HEAP: usize = 4;
// @ts-ignore: decorator
@inline const FLAGS: usize = 15;

// @ts-ignore: decorator
@lazy let objects: usize = 0;
// @ts-ignore: decorator
@lazy let reachedStatics: usize = 0;
// @ts-ignore: decorator
@lazy let gray: usize = 0;

// @ts-ignore: decorator
@global @unsafe
export function __alloc(size: usize): usize {
  let ptr = malloc(size);
  if (!ptr) {
    __collect();
    ptr = malloc(size);
    if (!ptr) throw new Error("out of memory");
  }
  return ptr;
}

// @ts-ignore: decorator
@global @unsafe
export function __realloc(ptr: usize, size: usize): usize {
  let moved = realloc(ptr, size);
  if (!moved) {
    __collect();
    moved = realloc(ptr, size);
    if (!moved) throw new Error("out of memory");
  }
  return moved;
}

// @ts-ignore: decorator
@global @unsafe
export function __free(ptr: usize): void {
  free(ptr);
}

// @ts-ignore: decorator
@global @unsafe
export function __new(size: usize, id: u32): usize {
  const header = changetype<Header>(__alloc(HEADER + size));
  memory.fill(changetype<usize>(header), 0, HEADER + size); // blocks hold what was there before
  header.next = objects | ON_HEAP;
  header.rtId = id;
  header.rtSize = <u32>size;
  objects = changetype<usize>(header);
  return changetype<usize>(header) + HEADER;
}

/** Leaves the old object to the collector: other objects may know it. */
// @ts-ignore: decorator
@global @unsafe
export function __renew(ptr: usize, size: usize): usize {
  const header = changetype<Header>(ptr - HEADER);
  const renewed = __new(size, header.rtId);
  memory.copy(renewed, ptr, min(size, <usize>header.rtSize));
  return renewed;
}

// @ts-ignore: decorator
@global @unsafe
export function __link(parentPtr: usize, childPtr: usize, expectMultiple: bool): void {}

// @ts-ignore: decorator
@global @unsafe
export function __pin(ptr: usize): usize {
  if (ptr) changetype<Header>(ptr - HEADER).next |= PINNED;
  return ptr;
}

// @ts-ignore: decorator
@global @unsafe
export function __unpin(ptr: usize): void {
  if (ptr) changetype<Header>(ptr - HEADER).next &= ~PINNED;
}

// @ts-ignore: decorator
@global @unsafe
export function __visit(ptr: usize, cookie: u32): void {
  if (!ptr) return;
  const header = changetype<Header>(ptr - HEADER);
  if (header.next & REACHED) return;
  if (!(header.next & ON_HEAP)) {
    header.next = reachedStatics | (header.next & FLAGS);
    reachedStatics = changetype<usize>(header);
  }
  header.next |= REACHED;
  header.nextGray = gray;
  gray = changetype<usize>(header);
}

// @ts-ignore: decorator
@global @unsafe
export function __collect(): void {
  __visit_globals(0);
  // What running functions hold lies on the stack, which ends where the guest's memory does.
  for (let at = __stack_pointer; at < __heap_base; at += sizeof<usize>()) {
    __visit(load<usize>(at), 0);
  }
  for (let at = objects; at; at = changetype<Header>(at).next & ~FLAGS) {
    if (changetype<Header>(at).next & PINNED) __visit(at + HEADER, 0);
  }
  while (gray) {
    const reached = gray;
    gray = changetype<Header>(reached).nextGray;
    __visit_members(reached + HEADER, 0);
  }
  let kept: usize = 0;
  for (let at = objects; at; ) {
    const header = changetype<Header>(at);
    const next = header.next & ~FLAGS;
    if (header.next & REACHED) {
      header.next = kept | (header.next & FLAGS & ~REACHED);
      kept = at;
    } else {
      free(at);
    }
    at = next;
  }
  objects = kept;
  while (reachedStatics) {
    const header = changetype<Header>(reachedStatics);
    reachedStatics = header.next & ~FLAGS;
    header.next &= FLAGS & ~REACHED;
  }
}
