#pragma once
// The tables of the benchmark. Each prints its conditions and its figures on standard output, and
// returns whether every figure with a threshold kept it.

#include <cstdint>
#include <span>
#include <string_view>

namespace edgebench::bench {

struct Effort {
    std::uint64_t seed = 1;
    double share = 1;  // of the cells of a full run
    int of(int cells) const { return static_cast<int>(cells * share) + 1; }
};

bool print_accuracy(const Effort& effort);
bool print_coverage(const Effort& effort);
bool print_stopping(const Effort& effort);
bool print_mismatch(const Effort& effort);
bool print_windows(const Effort& effort);
bool print_estimators(const Effort& effort);
bool print_bound(const Effort& effort);

// Ends a figure's line: its threshold, and whether it was kept.
bool judged(bool kept, std::string_view threshold);

}  // namespace edgebench::bench
