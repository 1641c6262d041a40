/*
 * Replays an allocation trace with mimalloc, for the benchmark beside it (mimalloc.ts), which builds and starts it.
 *
 *   replay time TRACE REQUESTS ANSWERS    for each byte that comes through the pipe REQUESTS, replays as many times as
 *                                         it says and answers "<checksum> <ns>\n" through ANSWERS; ends when
 *                                         REQUESTS is closed
 *   replay memory TRACE                   replays once, writing every byte of every block, and prints
 *                                         "<peak bytes asked for> <bytes by which the resident size rose at most>"
 *
 * TRACE holds int32 pairs [id, n] in the machine's byte order: n > 0 allocates n bytes as block id, 0 frees it,
 * n < 0 reallocates it to -n bytes.
 */
#include <mimalloc.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static int32_t *trace;
static size_t length; /* int32s */
static size_t block_count;
static void **blocks;
static int32_t *byte_lengths;

static void fail(const char *what) {
  perror(what);
  exit(1);
}

static void load(const char *path) {
  FILE *file = fopen(path, "rb");
  if (file == NULL || fseek(file, 0, SEEK_END) != 0) fail(path);
  long bytes = ftell(file);
  rewind(file);
  trace = malloc((size_t)bytes + 1);
  length = (size_t)bytes / sizeof(int32_t) / 2 * 2;
  if (trace == NULL || fread(trace, 1, (size_t)bytes, file) != (size_t)bytes) fail(path);
  fclose(file);
  for (size_t i = 0; i < length; i += 2) {
    if ((size_t)trace[i] >= block_count) block_count = (size_t)trace[i] + 1;
  }
  blocks = malloc((block_count + 1) * sizeof *blocks);
  byte_lengths = malloc((block_count + 1) * sizeof *byte_lengths);
  if (blocks == NULL || byte_lengths == NULL) fail("tables");
  /* Written, so that they are resident before anything is measured. */
  memset(blocks, 0, (block_count + 1) * sizeof *blocks);
  memset(byte_lengths, 0, (block_count + 1) * sizeof *byte_lengths);
}

/*
 * The same loop as in traces/replay.ts. A heap of its own, as a region is; destroying it is mimalloc's fastest way to
 * end what the trace leaves (freeing the rest one by one takes 10 to 30 % longer).
 */
static double replay(void) {
  mi_heap_t *heap = mi_heap_new();
  double sum = 0;
  for (size_t i = 0; i < length; i += 2) {
    int32_t id = trace[i], n = trace[i + 1];
    if (n > 0) {
      blocks[id] = mi_heap_malloc(heap, (size_t)n);
    } else {
      sum += id;
      if (n == 0) {
        mi_free(blocks[id]);
      } else {
        blocks[id] = mi_heap_realloc(heap, blocks[id], (size_t)-n);
      }
    }
  }
  mi_heap_destroy(heap);
  return sum;
}

static int64_t now_ns(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (int64_t)time.tv_sec * 1000000000 + time.tv_nsec;
}

static void serve(const char *requests, const char *answers) {
  FILE *in = fopen(requests, "rb"), *out = fopen(answers, "wb");
  if (in == NULL || out == NULL) fail("pipes");
  setvbuf(in, NULL, _IONBF, 0);
  for (int count = fgetc(in); count != EOF; count = fgetc(in)) {
    int64_t start = now_ns();
    double sum = 0;
    for (int i = 0; i < count; i++) sum = replay();
    fprintf(out, "%.0f %lld\n", sum, (long long)(now_ns() - start));
    fflush(out);
  }
}

/* From /proc: what getrusage says begins with the parent's peak, which exec does not reset. */
static long peak_resident_bytes(void) {
  char line[256];
  long kilobytes = 0;
  FILE *status = fopen("/proc/self/status", "r");
  if (status == NULL) fail("/proc/self/status");
  while (fgets(line, sizeof line, status) != NULL) {
    if (sscanf(line, "VmHWM: %ld kB", &kilobytes) == 1) break;
  }
  fclose(status);
  return kilobytes * 1024;
}

static void measure_memory(void) {
  long before = peak_resident_bytes();
  int64_t live = 0, peak = 0;
  for (size_t i = 0; i < length; i += 2) {
    int32_t id = trace[i], n = trace[i + 1];
    int32_t old = byte_lengths[id], byte_length = n < 0 ? -n : n;
    if (n == 0) {
      mi_free(blocks[id]);
      blocks[id] = NULL;
    } else {
      blocks[id] = n > 0 ? mi_malloc((size_t)n) : mi_realloc(blocks[id], (size_t)byte_length);
      int32_t kept = n < 0 && old < byte_length ? old : 0;
      memset((char *)blocks[id] + kept, 1, (size_t)(byte_length - kept));
    }
    byte_lengths[id] = byte_length;
    live += byte_length - old;
    if (live > peak) peak = live;
  }
  printf("%lld %ld\n", (long long)peak, peak_resident_bytes() - before);
}

int main(int count, char **arguments) {
  int is_time = count == 5 && strcmp(arguments[1], "time") == 0;
  int is_memory = count == 3 && strcmp(arguments[1], "memory") == 0;
  if (!is_time && !is_memory) {
    fprintf(stderr, "usage: replay time TRACE REQUESTS ANSWERS | replay memory TRACE\n");
    return 2;
  }
  load(arguments[2]);
  if (is_time) serve(arguments[3], arguments[4]);
  else measure_memory();
  return 0;
}
