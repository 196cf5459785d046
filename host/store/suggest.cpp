#include "host/store/suggest.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

namespace edgebench::store {
namespace {

// Levenshtein: letters to insert, delete or replace.
std::size_t edit_distance(std::string_view a, std::string_view b) {
    std::vector<std::size_t> row(b.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t{0});
    for (std::size_t i = 0; i < a.size(); ++i) {
        std::size_t diagonal = std::exchange(row[0], i + 1);
        for (std::size_t j = 0; j < b.size(); ++j) {
            const std::size_t replaced = diagonal + (a[i] == b[j] ? 0 : 1);
            diagonal = std::exchange(row[j + 1], std::min({replaced, row[j] + 1, row[j + 1] + 1}));
        }
    }
    return row.back();
}

// A name of which the wanted one is a part ("energy" of "energy_net_j") is nearly as close as one
// with a letter wrong.
std::size_t distance(std::string_view wanted, std::string_view name) {
    const bool part = wanted.size() >= 3 && name.find(wanted) != std::string_view::npos;
    return part ? 1 : edit_distance(wanted, name);
}

}  // namespace

std::vector<std::string> closest_names(std::string_view wanted,
                                       const std::vector<std::string>& names) {
    constexpr std::size_t k_most = 3;
    const std::size_t furthest = std::max<std::size_t>(2, wanted.size() / 3);
    std::vector<std::pair<std::size_t, std::string>> close;
    for (const auto& name : names) {
        const auto far = distance(wanted, name);
        if (far <= furthest) close.emplace_back(far, name);
    }
    std::ranges::sort(close);
    const auto repeated = std::ranges::unique(close);
    close.erase(repeated.begin(), repeated.end());
    std::vector<std::string> result;
    for (const auto& [far, name] : close)
        if (result.size() < k_most) result.push_back(name);
    return result;
}

}  // namespace edgebench::store
