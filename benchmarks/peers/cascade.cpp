// Independent cascades for benchmarks/peers.py: with our tricks (skips, bitmap, prefetch; counter-based draws) and
// without (a coin per edge). cascade METHOD GRAPH RUNS PROB: GRAPH holds n, m, n_seeds, then start [n + 1] int64,
// target [m] int32, seeds [runs * n_seeds] int32. Prints the mean size and the seconds.
#include <chrono>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <random>
#include <vector>

struct Xoshiro {
  uint64_t s[4];
  static uint64_t rotate(uint64_t x, int k) { return (x << k) | (x >> (64 - k)); }
  explicit Xoshiro(uint64_t seed) {
    for (auto &word : s) {
      seed += 0x9e3779b97f4a7c15ull;
      uint64_t z = seed;
      z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ull;
      z = (z ^ (z >> 27)) * 0x94d049bb133111ebull;
      word = z ^ (z >> 31);
    }
  }
  uint64_t operator()() {
    uint64_t out = rotate(s[0] + s[3], 23) + s[0], t = s[1] << 17;
    s[2] ^= s[0]; s[3] ^= s[1]; s[1] ^= s[2]; s[0] ^= s[3]; s[2] ^= t; s[3] = rotate(s[3], 45);
    return out;
  }
  double unit() { return (double)((*this)() >> 11) * 0x1p-53; }
};

struct Twister {
  std::mt19937_64 engine;
  explicit Twister(uint64_t seed) : engine(seed) {}
  double unit() { return (double)(engine() >> 11) * 0x1p-53; }
};

struct Graph {
  int64_t n, m, n_seeds;
  std::vector<int64_t> start;
  std::vector<int32_t> target, seeds;
};

static Graph read(const char *path, int64_t runs) {
  Graph g;
  FILE *f = fopen(path, "rb");
  if (!f || fread(&g.n, 8, 1, f) != 1 || fread(&g.m, 8, 1, f) != 1 || fread(&g.n_seeds, 8, 1, f) != 1) exit(1);
  g.start.resize(g.n + 1); g.target.resize(g.m); g.seeds.resize(runs * g.n_seeds);
  if (fread(g.start.data(), 8, g.n + 1, f) != (size_t)g.n + 1 || fread(g.target.data(), 4, g.m, f) != (size_t)g.m ||
      fread(g.seeds.data(), 4, runs * g.n_seeds, f) != (size_t)(runs * g.n_seeds)) exit(1);
  fclose(f);
  return g;
}

template <class Random> int64_t coins(const Graph &g, int64_t runs, double prob) {
  std::vector<uint32_t> seen(g.n, 0);
  std::vector<int32_t> queue(g.n + 1);
  int64_t total = 0;
  Random random(1);
  for (int64_t run = 0; run < runs; ++run) {
    int64_t size = 0;
    for (int64_t k = 0; k < g.n_seeds; ++k) {
      int32_t node = g.seeds[run * g.n_seeds + k];
      if (seen[node] != run + 1) { seen[node] = run + 1; queue[size++] = node; }
    }
    for (int64_t place = 0; place < size; ++place)
      for (int64_t e = g.start[queue[place]]; e < g.start[queue[place] + 1]; ++e) {
        int32_t other = g.target[e];
        if (seen[other] != run + 1 && random.unit() < prob) { seen[other] = run + 1; queue[size++] = other; }
      }
    total += size;
  }
  return total;
}

static int64_t skips(const Graph &g, int64_t runs, double prob) {
  const int TABLE = 1024, AHEAD = 12;
  std::vector<uint64_t> missing(TABLE + 1);
  for (int k = 0; k <= TABLE; ++k) missing[k] = (uint64_t)std::floor(std::pow(1.0 - prob, k) * 4294967296.0);
  std::vector<int> guide(1 << 10);
  for (int bucket = 0; bucket < 1 << 10; ++bucket) {
    uint64_t last = ((uint64_t)bucket << 22) + (1 << 22) - 1;
    int k = 0;
    while (k < TABLE && last < missing[k + 1]) ++k;
    guide[bucket] = k;
  }
  double per_skip = 1.0 / -std::log1p(-prob);
  std::vector<uint64_t> seen(g.n / 64 + 1, 0);
  std::vector<int32_t> queue(g.n + 1);
  int64_t total = 0;
  for (int64_t run = 0; run < runs; ++run) {
    Xoshiro random(run * 1000003 + 1);
    int64_t size = 0;
    auto add = [&](int32_t node) {
      uint64_t &word = seen[node >> 6], bit = 1ull << (node & 63);
      queue[size] = node;
      size += (word & bit) == 0;
      word |= bit;
    };
    for (int64_t k = 0; k < g.n_seeds; ++k) add(g.seeds[run * g.n_seeds + k]);
    for (int64_t place = 0; place < size; ++place) {
      if (place + 2 * AHEAD < size) __builtin_prefetch(&g.start[queue[place + 2 * AHEAD]]);
      if (place + AHEAD < size) __builtin_prefetch(&g.target[g.start[queue[place + AHEAD]]]);
      int64_t e = g.start[queue[place]], stop = g.start[queue[place] + 1];
      uint64_t word = 0;
      for (int n = 0; e < stop; ++n) {
        word = n % 2 ? word >> 32 : random();
        uint64_t half = word & 0xffffffffull;
        if (stop - e <= TABLE && half < missing[stop - e]) break;
        int k = guide[half >> 22];
        while (k < TABLE && half < missing[k + 1]) ++k;
        e += k < TABLE ? k : (int64_t)std::fmax(TABLE, std::floor(-std::log((half + 0.5) * 0x1p-32) * per_skip));
        if (e < stop) add(g.target[e]);
        ++e;
      }
    }
    for (int64_t place = 0; place < size; ++place) seen[queue[place] >> 6] = 0;
    total += size;
  }
  return total;
}

int main(int argc, char **argv) {
  if (argc != 5) return 1;
  int64_t runs = atoll(argv[3]);
  double prob = atof(argv[4]);
  Graph g = read(argv[2], runs);
  auto began = std::chrono::steady_clock::now();
  int64_t total = !strcmp(argv[1], "skips") ? skips(g, runs, prob)
                  : !strcmp(argv[1], "xoshiro") ? coins<Xoshiro>(g, runs, prob) : coins<Twister>(g, runs, prob);
  std::chrono::duration<double> spent = std::chrono::steady_clock::now() - began;
  printf("%.6f %.9f\n", (double)total / runs, spent.count());
}
