#include "host/config/did_you_mean.hpp"

#include <algorithm>
#include <numeric>

namespace edgebench {
namespace {

char lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

// Levenshtein's distance without regard to case; a swap of neighbours counts as one (Damerau).
std::size_t distance(std::string_view a, std::string_view b) {
    std::vector<std::size_t> before(b.size() + 1), last(b.size() + 1), now(b.size() + 1);
    std::iota(last.begin(), last.end(), std::size_t{0});
    for (std::size_t i = 1; i <= a.size(); ++i) {
        now[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t differs = lower(a[i - 1]) == lower(b[j - 1]) ? 0 : 1;
            now[j] = std::min({last[j] + 1, now[j - 1] + 1, last[j - 1] + differs});
            const bool swapped = i > 1 && j > 1 && lower(a[i - 1]) == lower(b[j - 2]) &&
                                 lower(a[i - 2]) == lower(b[j - 1]);
            if (swapped) now[j] = std::min(now[j], before[j - 2] + 1);
        }
        before.swap(last);
        last.swap(now);
    }
    return last[b.size()];
}

}  // namespace

std::optional<std::string> nearest(std::string_view wanted,
                                   const std::vector<std::string>& candidates) {
    // A third of the letters may be wrong, or the name may be incomplete.
    std::optional<std::string> best;
    std::size_t best_distance = std::max<std::size_t>(1, wanted.size() / 3) + 1;
    for (const auto& candidate : candidates) {
        const auto d = distance(wanted, candidate);
        if (d >= best_distance) continue;
        best = candidate;
        best_distance = d;
    }
    if (best || wanted.size() < 3) return best;
    const auto starts = [&](const std::string& name) { return name.starts_with(wanted); };
    const auto longer = std::find_if(candidates.begin(), candidates.end(), starts);
    return longer == candidates.end() ? std::nullopt : std::optional(*longer);
}

std::string did_you_mean(std::string_view wanted, const std::vector<std::string>& candidates,
                         std::string_view what) {
    if (const auto best = nearest(wanted, candidates)) return "Did you mean '" + *best + "'?";
    if (candidates.empty()) return {};
    std::string hint = "Known " + std::string(what) + ": ";
    for (const auto& candidate : candidates) {
        hint += (&candidate == &candidates.front() ? "" : ", ") + candidate;
    }
    return hint + ".";
}

}  // namespace edgebench
