/*
 * Hash maps of C++ from int to int, for the benchmark beside it (int-map.ts), which builds and starts it.
 *
 *   int-map find FILE REQUESTS ANSWERS     looks all keys up that are asked for
 *   int-map insert FILE REQUESTS ANSWERS   puts all keys into a new map
 *
 * For each byte that comes through the pipe REQUESTS it does that once and answers "<checksum> <ns>\n" through
 * ANSWERS; it ends when REQUESTS is closed. FILE holds int32s in the machine's byte order: the number of keys, the
 * number of those asked for, the keys, those asked for. The value of a key is its place in the list.
 */
#include <boost/unordered/unordered_flat_map.hpp>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <vector>

using Map = boost::unordered_flat_map<int32_t, int32_t>;

static std::vector<int32_t> keys, asked;

static void fail(const char *what) {
  std::perror(what);
  std::exit(1);
}

static void load(const char *path) {
  FILE *file = std::fopen(path, "rb");
  int32_t counts[2];
  if (file == nullptr || std::fread(counts, sizeof *counts, 2, file) != 2) fail(path);
  keys.resize(counts[0]);
  asked.resize(counts[1]);
  if (std::fread(keys.data(), sizeof(int32_t), keys.size(), file) != keys.size()) fail(path);
  if (std::fread(asked.data(), sizeof(int32_t), asked.size(), file) != asked.size()) fail(path);
  std::fclose(file);
}

static void fill(Map &map) {
  for (size_t i = 0; i < keys.size(); i++) map.insert_or_assign(keys[i], static_cast<int32_t>(i));
}

/* The same loop as in ints.ts: sums that wrap at 32 bits. */
static int32_t sum_of(const Map &map) {
  uint32_t sum = 0;
  const auto end = map.end();
  for (int32_t key : asked) {
    const auto found = map.find(key);
    sum += found == end ? 1u : static_cast<uint32_t>(found->second);
  }
  return static_cast<int32_t>(sum);
}

int main(int count, char **arguments) {
  const bool is_find = count == 5 && std::strcmp(arguments[1], "find") == 0;
  const bool is_insert = count == 5 && std::strcmp(arguments[1], "insert") == 0;
  if (!is_find && !is_insert) {
    std::fprintf(stderr, "usage: int-map find|insert FILE REQUESTS ANSWERS\n");
    return 2;
  }
  load(arguments[2]);
  Map filled;
  if (is_find) fill(filled);
  FILE *in = std::fopen(arguments[3], "rb"), *out = std::fopen(arguments[4], "wb");
  if (in == nullptr || out == nullptr) fail("pipes");
  std::setvbuf(in, nullptr, _IONBF, 0);
  while (std::fgetc(in) != EOF) {
    const auto start = std::chrono::steady_clock::now();
    int32_t sum;
    if (is_find) {
      sum = sum_of(filled);
    } else {
      Map map;
      fill(map);
      sum = static_cast<int32_t>(map.size());
    }
    const std::chrono::nanoseconds elapsed = std::chrono::steady_clock::now() - start;
    std::fprintf(out, "%d %lld\n", sum, static_cast<long long>(elapsed.count()));
    std::fflush(out);
  }
  return 0;
}
