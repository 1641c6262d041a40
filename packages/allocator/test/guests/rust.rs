//! A guest in Rust: vectors, strings and a tree, all of them from the allocator of its host.

use std::alloc::{GlobalAlloc, Layout};
use std::cell::UnsafeCell;
use std::collections::BTreeMap;

mod host {
    #[link(wasm_import_module = "sandy_alloc")]
    extern "C" {
        pub fn alloc(byte_length: usize, alignment: usize) -> *mut u8;
        pub fn alloc_zeroed(byte_length: usize, alignment: usize) -> *mut u8;
        pub fn realloc(block: *mut u8, byte_length: usize, alignment: usize, new_byte_length: usize) -> *mut u8;
        pub fn dealloc(block: *mut u8, byte_length: usize, alignment: usize);
    }
}

/// The region that the host has bound to this module.
struct Region;

unsafe impl GlobalAlloc for Region {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        host::alloc(layout.size(), layout.align())
    }
    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        host::alloc_zeroed(layout.size(), layout.align())
    }
    unsafe fn realloc(&self, block: *mut u8, layout: Layout, new_size: usize) -> *mut u8 {
        host::realloc(block, layout.size(), layout.align(), new_size)
    }
    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        host::dealloc(block, layout.size(), layout.align())
    }
}

#[global_allocator]
static REGION: Region = Region;

static KINDS: [&str; 4] = ["stone", "dirt", "grass", "sand"]; // pointers in the data, which must follow the base

#[derive(Default)]
struct World {
    columns: BTreeMap<u32, Vec<u32>>,
    log: String,
}

struct Global(UnsafeCell<Option<World>>);
unsafe impl Sync for Global {} // one thread
static WORLD: Global = Global(UnsafeCell::new(None));
static mut VISITS: [u32; 64] = [0; 64]; // zeros, which are no part of the module

fn world() -> &'static mut World {
    unsafe { (*WORLD.0.get()).get_or_insert_with(World::default) }
}

/// A column of numbers. Gives 0 if there is no memory for it.
#[no_mangle]
pub extern "C" fn load(id: u32, length: u32) -> u32 {
    let mut column = Vec::new();
    if column.try_reserve_exact(length as usize).is_err() {
        return 0;
    }
    column.extend((0..length).map(|i| i.wrapping_mul(31) ^ id));
    world().columns.insert(id, column);
    1
}

#[no_mangle]
pub extern "C" fn append(id: u32, value: u32) {
    world().columns.entry(id).or_insert_with(Vec::new).push(value);
}

#[no_mangle]
pub extern "C" fn unload(id: u32) -> u32 {
    world().columns.remove(&id).is_some() as u32
}

#[no_mangle]
pub extern "C" fn sum(id: u32) -> u32 {
    let column = world().columns.get(&id);
    column.map_or(0, |values| values.iter().fold(0, |sum, value| sum.wrapping_add(*value)))
}

#[no_mangle]
pub extern "C" fn write_log(kind: usize) -> usize {
    let log = &mut world().log;
    log.push_str(KINDS[kind & 3]);
    log.len()
}

#[no_mangle]
pub extern "C" fn log_pointer() -> *const u8 {
    world().log.as_ptr()
}

/// Counts in data that is zero at first.
#[no_mangle]
pub extern "C" fn visit(place: usize) -> u32 {
    unsafe {
        VISITS[place & 63] += 1;
        VISITS[place & 63]
    }
}

/// Needs the stack: numbers are sorted in an array of 4 KiB.
#[no_mangle]
pub extern "C" fn median(seed: u32) -> u32 {
    let mut values = [0u32; 1001];
    let mut state = seed;
    for value in values.iter_mut() {
        state = state.wrapping_mul(1664525).wrapping_add(1013904223);
        *value = state >> 8;
    }
    values.sort_unstable();
    values[500]
}

/// A block of zeros at a multiple of `alignment`, made longer. Gives 1 if all was as it should be.
#[no_mangle]
pub extern "C" fn align(alignment: usize) -> u32 {
    use std::alloc::{alloc_zeroed, dealloc, realloc};
    unsafe {
        let layout = Layout::from_size_align(100, alignment).unwrap();
        let block = alloc_zeroed(layout);
        if block.is_null() || block as usize % alignment != 0 {
            return 0;
        }
        let is_zero = (0..100).all(|i| *block.add(i) == 0);
        *block.add(99) = 7;
        let longer = realloc(block, layout, 4096);
        let is_kept = longer as usize % alignment == 0 && *longer.add(99) == 7;
        dealloc(longer, Layout::from_size_align(4096, alignment).unwrap());
        (is_zero && is_kept) as u32
    }
}

/// Frees a block twice, which the compiler lets through where it is told to.
#[no_mangle]
pub extern "C" fn free_twice() {
    unsafe {
        let layout = Layout::new::<u64>();
        let block = std::alloc::alloc(layout);
        std::alloc::dealloc(block, layout);
        std::alloc::dealloc(block, layout);
    }
}

#[no_mangle]
pub extern "C" fn clear() {
    unsafe { *WORLD.0.get() = None }
}
