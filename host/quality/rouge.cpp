#include "host/quality/rouge.hpp"

#include "host/quality/text.hpp"

#include <algorithm>
#include <bit>
#include <cstdint>
#include <unordered_map>

namespace edgebench {
namespace {

// Bounds the tables below to 34 MB and the work to 4 million word operations.
constexpr std::size_t k_most_words = 16'384;
constexpr std::size_t k_bits = 64;

using Row = std::vector<std::uint64_t>;

std::vector<std::string> bounded_words(std::string_view text) {
    auto result = words(text);
    result.resize(std::min(result.size(), k_most_words));
    return result;
}

// Bit i of a word's row: the reference has that word at position i.
std::unordered_map<std::string, Row> positions(const std::vector<std::string>& reference) {
    std::unordered_map<std::string, Row> rows;
    for (std::size_t i = 0; i < reference.size(); ++i) {
        auto& row = rows[reference[i]];
        row.resize((reference.size() + k_bits - 1) / k_bits);
        row[i / k_bits] |= std::uint64_t{1} << (i % k_bits);
    }
    return rows;
}

// The bit-parallel recurrence of Hyyrö (2004): after the last word of the answer the zeros of `v`
// are the length of the longest common subsequence. 64 cells of the usual table at a time.
std::size_t common_length(const std::vector<std::string>& answer,
                          const std::vector<std::string>& reference) {
    const auto rows = positions(reference);
    Row v((reference.size() + k_bits - 1) / k_bits, ~std::uint64_t{0});
    for (const auto& word : answer) {
        const auto row = rows.find(word);
        if (row == rows.end()) continue;
        std::uint64_t carry = 0;
        for (std::size_t i = 0; i < v.size(); ++i) {
            const auto match = v[i] & row->second[i];
            const auto partial = v[i] + match;
            const auto sum = partial + carry;
            carry = static_cast<std::uint64_t>(partial < match) | (sum < partial);
            v[i] = sum | (v[i] & ~row->second[i]);
        }
    }
    std::size_t ones = 0;
    for (const auto bits : v) ones += static_cast<std::size_t>(std::popcount(bits));
    return v.size() * k_bits - ones;
}

}  // namespace

double rouge_l(std::string_view answer, std::string_view reference) {
    const auto a = bounded_words(answer);
    const auto r = bounded_words(reference);
    if (a.empty() || r.empty()) return 0;
    // With P = common / |a| and R = common / |r|, F1 = 2PR / (P + R) is this.
    return 2.0 * static_cast<double>(common_length(a, r)) /
           static_cast<double>(a.size() + r.size());
}

}  // namespace edgebench
