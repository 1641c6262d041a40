;; A guest written by hand: a list of numbers, and one function for each thing that a guest may do wrong.
;; Its data begins wherever the host says, so it needs no linking.
(module
  (import "env" "memory" (memory 0))
  (import "env" "__memory_base" (global $base i32))
  (import "env" "__stack_high" (global $stack_high i32))
  (import "env" "malloc" (func $malloc (param i32) (result i32)))
  (import "env" "calloc" (func $calloc (param i32 i32) (result i32)))
  (import "env" "realloc" (func $realloc (param i32 i32) (result i32)))
  (import "env" "aligned_alloc" (func $aligned_alloc (param i32 i32) (result i32)))
  (import "env" "free" (func $free (param i32)))
  (import "env" "abort" (func $abort))

  (global $first (mut i32) (i32.const 0))
  (global $stack (mut i32) (global.get $stack_high))

  ;; Bytes 0..15: a text; 16..19: how many numbers there are; up to 64: zeros.
  (data (global.get $base) "sandy's guest\00")

  (export "__stack_pointer" (global $stack))
  (export "malloc" (func $malloc))
  (export "calloc" (func $calloc))
  (export "realloc" (func $realloc))
  (export "aligned_alloc" (func $aligned_alloc))
  (export "free" (func $free))
  (export "abort" (func $abort))

  (func (export "text") (result i32) (global.get $base))

  (func (export "length") (result i32) (i32.load offset=16 (global.get $base)))

  ;; Puts a number into the list. Gives 0 if there is no memory for it.
  (func (export "push") (param $value i32) (result i32)
    (local $node i32)
    (local.set $node (call $malloc (i32.const 8)))
    (if (i32.eqz (local.get $node)) (then (return (i32.const 0))))
    (i32.store (local.get $node) (global.get $first))
    (i32.store offset=4 (local.get $node) (local.get $value))
    (global.set $first (local.get $node))
    (i32.store offset=16 (global.get $base)
      (i32.add (i32.load offset=16 (global.get $base)) (i32.const 1)))
    (i32.const 1))

  ;; Takes the number that was put in last. The list must not be empty.
  (func (export "pop") (result i32)
    (local $node i32) (local $value i32)
    (local.set $node (global.get $first))
    (local.set $value (i32.load offset=4 (local.get $node)))
    (global.set $first (i32.load (local.get $node)))
    (i32.store offset=16 (global.get $base)
      (i32.sub (i32.load offset=16 (global.get $base)) (i32.const 1)))
    (call $free (local.get $node))
    (local.get $value))

  (func (export "sum") (result i32)
    (local $node i32) (local $sum i32)
    (local.set $node (global.get $first))
    (block $done
      (loop $next
        (br_if $done (i32.eqz (local.get $node)))
        (local.set $sum (i32.add (local.get $sum) (i32.load offset=4 (local.get $node))))
        (local.set $node (i32.load (local.get $node)))
        (br $next)))
    (local.get $sum))

  ;; Sums 1..n with a frame of 16 bytes on the guest's stack for each.
  (func $sum_on_stack (export "sum_on_stack") (param $n i32) (result i32)
    (local $sum i32)
    (if (i32.eqz (local.get $n)) (then (return (i32.const 0))))
    (global.set $stack (i32.sub (global.get $stack) (i32.const 16)))
    (i32.store (global.get $stack) (local.get $n))
    (local.set $sum (call $sum_on_stack (i32.sub (local.get $n) (i32.const 1))))
    (local.set $sum (i32.add (local.get $sum) (i32.load (global.get $stack))))
    (global.set $stack (i32.add (global.get $stack) (i32.const 16)))
    (local.get $sum))

  ;; The same, and calls abort below the last frame.
  (func $sum_over_abort (export "sum_over_abort") (param $n i32) (result i32)
    (local $sum i32)
    (if (i32.eqz (local.get $n)) (then (call $abort) (return (i32.const 0))))
    (global.set $stack (i32.sub (global.get $stack) (i32.const 16)))
    (i32.store (global.get $stack) (local.get $n))
    (local.set $sum (call $sum_over_abort (i32.sub (local.get $n) (i32.const 1))))
    (local.set $sum (i32.add (local.get $sum) (i32.load (global.get $stack))))
    (global.set $stack (i32.add (global.get $stack) (i32.const 16)))
    (local.get $sum))

  (func (export "fill") (param $pointer i32) (param $value i32) (param $length i32)
    (memory.fill (local.get $pointer) (local.get $value) (local.get $length)))

  ;; Allocates and frees n blocks of one length, the next before the last is freed: the way across the border.
  (func (export "churn") (param $n i32) (param $length i32) (result i32)
    (local $kept i32) (local $next i32)
    (local.set $kept (call $malloc (local.get $length)))
    (loop $again
      (local.set $next (call $malloc (local.get $length)))
      (call $free (local.get $kept))
      (local.set $kept (local.get $next))
      (local.set $n (i32.sub (local.get $n) (i32.const 1)))
      (br_if $again (local.get $n)))
    (call $free (local.get $kept))
    (local.get $kept))

  (func (export "grow") (param $pages i32) (result i32) (memory.grow (local.get $pages))))
