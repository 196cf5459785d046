#include "host/energy/load_correlation.hpp"

#include "host/energy/meter_power.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>

namespace edgebench {
namespace {

// A place is found to a bin; edges tell it more exactly afterwards.
constexpr Seconds k_bin{0.05};
constexpr std::int64_t k_apart = 20;  // bins between two places
constexpr double k_share_of_best = 0.5;
constexpr std::size_t k_most_places = 200;  // noise has any number of them

struct Sums {
    double count = 0, power = 0, squares = 0;
};

// Sums over any run of bins in constant time.
class Bins {
  public:
    explicit Bins(const MeterRecording& recording) {
        const auto count = static_cast<std::size_t>(recording.time.back().value() / k_bin.value());
        power_.resize(count + 1);
        squares_.resize(count + 1);
        auto before = Joules(0);
        for (std::size_t i = 0; i < count; ++i) {
            const auto energy = energy_until(recording, k_bin * static_cast<double>(i + 1));
            const double power = ((energy - before) / k_bin).value();
            power_[i + 1] = power_[i] + power;
            squares_[i + 1] = squares_[i] + power * power;
            before = energy;
        }
    }

    std::int64_t size() const { return static_cast<std::int64_t>(power_.size()) - 1; }
    Sums sums(std::int64_t begin, std::int64_t end) const {
        const auto from = static_cast<std::size_t>(begin), to = static_cast<std::size_t>(end);
        return {static_cast<double>(end - begin), power_[to] - power_[from],
                squares_[to] - squares_[from]};
    }

  private:
    std::vector<double> power_, squares_;
};

// The windows of a trial in bins behind the reference.
struct Pattern {
    std::int64_t begin, loaded, unloaded, end;
};

std::int64_t bin_of(DeviceTime reference, DeviceTime time) {
    return std::llround(seconds_between(reference, time).value() / k_bin.value());
}

std::vector<Pattern> patterns_of(std::span<const TrialWindows> trials, DeviceTime reference) {
    std::vector<Pattern> patterns;
    for (const auto& trial : trials) {
        const auto bin = [&](DeviceTime time) { return bin_of(reference, time); };
        const Pattern pattern{bin(trial.idle_before_answer().begin), bin(trial.answer.begin),
                              bin(trial.answer.end), bin(trial.idle_after.end)};
        if (pattern.begin < pattern.loaded && pattern.loaded < pattern.unloaded &&
            pattern.unloaded < pattern.end) {
            patterns.push_back(pattern);
        }
    }
    return patterns;
}

double correlation_at(const Bins& bins, const std::vector<Pattern>& patterns, std::int64_t shift) {
    double explained = 0, total = 0;
    std::size_t covered = 0;
    for (const auto& [begin, loaded, unloaded, end] : patterns) {
        if (begin + shift < 0 || end + shift > bins.size()) continue;
        ++covered;
        const auto load = bins.sums(loaded + shift, unloaded + shift);
        const auto all = bins.sums(begin + shift, end + shift);
        const double idle_count = all.count - load.count, idle_power = all.power - load.power;
        total += all.squares - all.power * all.power / all.count;
        const double step = load.power / load.count - idle_power / idle_count;
        if (step > 0) explained += step * step * load.count * idle_count / all.count;
    }
    return covered < k_fewest_aligned_trials || total <= 0 ? 0 : explained / total;
}

bool is_local_maximum(const std::vector<double>& values, std::size_t index) {
    const auto apart = static_cast<std::size_t>(k_apart);
    const auto from = values.begin() + static_cast<std::ptrdiff_t>(index - std::min(index, apart));
    const auto to =
        values.begin() + static_cast<std::ptrdiff_t>(std::min(values.size(), index + apart + 1));
    return std::max_element(from, to) == values.begin() + static_cast<std::ptrdiff_t>(index);
}

}  // namespace

std::vector<LoadPlace> load_places(const MeterRecording& recording,
                                   std::span<const TrialWindows> trials, DeviceTime reference) {
    const Bins bins(recording);
    const auto patterns = patterns_of(trials, reference);
    if (patterns.empty()) return {};
    const auto first = std::ranges::min(patterns, {}, &Pattern::begin).begin;
    const auto last = std::ranges::max(patterns, {}, &Pattern::end).end;
    std::vector<double> correlation;
    for (auto shift = -last; shift <= bins.size() - first; ++shift) {
        correlation.push_back(correlation_at(bins, patterns, shift));
    }
    const double best = std::ranges::max(correlation);
    std::vector<LoadPlace> places;
    for (std::size_t i = 0; i < correlation.size(); ++i) {
        const bool good = correlation[i] > 0 && correlation[i] >= best * k_share_of_best;
        if (!good || !is_local_maximum(correlation, i)) continue;
        places.push_back(
            {k_bin * static_cast<double>(static_cast<std::int64_t>(i) - last), correlation[i]});
    }
    std::ranges::sort(places, std::greater(), &LoadPlace::correlation);
    if (places.size() > k_most_places) places.resize(k_most_places);
    return places;
}

}  // namespace edgebench
