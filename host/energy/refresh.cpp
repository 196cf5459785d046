#include "host/energy/refresh.hpp"

#include "host/energy/refresh_interval.hpp"
#include "host/energy/refresh_marks.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace edgebench {
namespace {

// Fewer changes than this are explained by several periods, whatever they look like.
constexpr std::size_t k_fewest_changes = 8;
constexpr std::size_t k_usual_changes = 20;
constexpr std::size_t k_changes_searched = 300;  // more add time, not certainty
// A period is searched in pieces so short that a slow drift of the phase does not matter.
constexpr std::size_t k_piece = 24;
// A change in fifty or so is seen late or belongs to no refresh.
constexpr double k_outlier_share = 0.02;
constexpr double k_least_odds = 5;  // natural log, against chance and against any other period
// What a refresh may be early or late: relative to the period, and at least.
constexpr std::array<double, 3> k_jitters{0.01, 0.03, 0.08};
constexpr double k_least_jitter_s = 0.002;
// A grid that is hardly slower than the polls explains unchanged polls only if nothing else can.
constexpr double k_near_polls = 1.2;
constexpr double k_nearly_all = 0.95;
// Of the refresh, for the phase: real gauges keep their grid to a few milliseconds over a minute.
constexpr double k_jitter_s = 0.01;
constexpr double k_relative_jitter = 0.02;

// From the nearest instant of the grid to the mark.
double residual(double time, double phase, double period) {
    return std::remainder(time - phase, period);
}

// Natural log of the chance that each of `slots` changes the reading with a chance of its own that
// nobody knows, and exactly `changes` given ones do.
double log_chance_of_changes(double changes, double slots) {
    const double others = std::max(0.0, slots - changes);
    return std::lgamma(changes + 1) + std::lgamma(others + 1) - std::lgamma(changes + others + 2);
}

std::vector<Marks> pieces_of(std::span<const Marks> stretches) {
    std::vector<Marks> pieces;
    for (const auto& marks : stretches) {
        const auto count = marks.middle.size();
        const auto parts = std::max<std::size_t>(1, count / k_piece);
        for (std::size_t part = 0; part < parts; ++part) {
            const auto from = count * part / parts, to = count * (part + 1) / parts;
            pieces.push_back(part_of(marks, from, to - from));
        }
    }
    return pieces;
}

struct Overview {
    double changes = 0;
    double elapsed = 0;       // from the first change of each stretch to its last
    double unchanged = 0;     // of it, between polls that saw no change
    double poll = 0;          // the median spacing of the polls around a change
    double shortest_gap = 0;  // a tenth of the gaps between changes are shorter
    double longest_period = 0;
};

// Changes happen on refreshes only: a period is no longer than from one to the next, nor than they
// are on average. One in fifty may have been stamped late, and all may be a little.
double longest_period_of(std::span<const Marks> stretches) {
    constexpr double k_late_share = 0.02, k_room = 1.05;
    std::vector<double> bounds;
    double elapsed = 0;
    for (const auto& marks : stretches) {
        for (std::size_t i = 1; i < marks.middle.size(); ++i) {
            bounds.push_back(marks.middle[i] + marks.half[i] - marks.middle[i - 1] +
                             marks.half[i - 1]);
        }
        elapsed +=
            marks.middle.back() + marks.half.back() + marks.half.front() - marks.middle.front();
    }
    const double usual = elapsed / static_cast<double>(bounds.size());
    return k_room * std::min(usual, quantile(bounds, k_late_share));
}

Overview overview_of(std::span<const Marks> stretches) {
    Overview overview;
    std::vector<double> gaps, widths;
    for (const auto& marks : stretches) {
        for (std::size_t i = 0; i < marks.middle.size(); ++i) {
            widths.push_back(2 * marks.half[i]);
            if (i == 0) continue;
            gaps.push_back(marks.middle[i] - marks.middle[i - 1]);
            overview.unchanged += gaps.back() - marks.half[i] - marks.half[i - 1];
        }
        overview.elapsed += marks.middle.back() - marks.middle.front();
        overview.changes += static_cast<double>(marks.middle.size()) - 1;
    }
    overview.poll = quantile(widths, 0.5);
    overview.shortest_gap = quantile(gaps, 0.1);
    overview.longest_period = longest_period_of(stretches);
    return overview;
}

// That a refresh due `off` from the middle of two polls, and early or late by up to `room`, is made
// between them.
double chance_of_sight(double off, double half, double room) {
    const double overlap = std::min(off + room, half) - std::max(off - room, -half);
    return std::max(0.0, overlap) / (2 * room);
}

// How much better a grid of that period explains when the reading changed than changes at random
// polls do; natural log of the odds. A fraction of the true period explains the times as well, but
// not why so many of its refreshes changed nothing.
double evidence_for(std::span<const Marks> pieces, const Overview& overview, double period) {
    std::array<double, k_jitters.size()> sums{}, rooms{};
    for (std::size_t j = 0; j < k_jitters.size(); ++j) {
        rooms[j] = std::max(k_least_jitter_s, k_jitters[j] * period);
    }
    for (const auto& piece : pieces) {
        const double phase = phase_of(piece, period);
        double previous = -1e300;
        for (std::size_t i = 0; i < piece.middle.size(); ++i) {
            const double number = std::round((piece.middle[i] - phase) / period);
            const double off = std::abs(piece.middle[i] - phase - number * period);
            const double width = 2 * piece.half[i];
            const bool is_new = number != previous;  // one refresh makes one change
            previous = number;
            const double stray = k_outlier_share * std::min(1.0, width / period);
            for (std::size_t j = 0; j < k_jitters.size(); ++j) {
                const double seen = is_new ? chance_of_sight(off, piece.half[i], rooms[j]) : 0;
                sums[j] += std::log((1 - k_outlier_share) * seen + stray);
            }
        }
    }
    // The best phase of each piece fits chance as well.
    return *std::max_element(sums.begin(), sums.end()) - static_cast<double>(pieces.size()) +
           log_chance_of_changes(overview.changes, overview.elapsed / period) -
           log_chance_of_changes(overview.changes,
                                 overview.changes + overview.unchanged / overview.poll);
}

struct PeriodCandidate {
    double period = 0;
    double evidence = 0;
};

constexpr double k_most_candidates = 20'000;
constexpr double k_shortest_share = 1.0 / 8;  // of the short gaps between changes

// Steps are so fine that the grid moves by a fraction of the polls' spacing over one piece.
std::vector<PeriodCandidate> scan(std::span<const Marks> pieces, const Overview& overview) {
    double longest_piece = 0;
    for (const auto& piece : pieces) {
        longest_piece = std::max(longest_piece, piece.middle.back() - piece.middle.front());
    }
    const double shortest = std::max(overview.poll, overview.shortest_gap * k_shortest_share);
    // A rare late refresh can put the bound below the period; its half would then win unopposed.
    constexpr double k_beyond_bound = 1.3;
    const double longest = k_beyond_bound * overview.longest_period;
    // Bounds the time that a recording like none of a real gauge can take.
    const double coarsest = std::log(std::max(1.0, longest / shortest)) / k_most_candidates;
    std::vector<PeriodCandidate> found;
    for (double period = shortest; period <= longest;) {
        found.push_back({period, evidence_for(pieces, overview, period)});
        const double room = std::max(overview.poll / 2, k_jitters[0] * period);
        period *= 1 + std::max(coarsest, 0.4 * room / std::max(longest_piece, period));
    }
    return found;
}

bool alike(double a, double b) {
    return std::abs(a / b - 1) < 0.03;
}

// The best one, and the best of the others.
std::array<PeriodCandidate, 2> best_two(const std::vector<PeriodCandidate>& found) {
    std::array<PeriodCandidate, 2> best{PeriodCandidate{0, -1e300}, PeriodCandidate{0, -1e300}};
    for (const auto& candidate : found) {
        if (candidate.evidence > best[0].evidence) best[0] = candidate;
    }
    for (const auto& candidate : found) {
        if (!alike(candidate.period, best[0].period) && candidate.evidence > best[1].evidence) {
            best[1] = candidate;
        }
    }
    return best;
}

RefreshEstimate only_bounded(RefreshEstimate estimate, RefreshVerdict verdict, double longest,
                             const char* why_not) {
    estimate.verdict = verdict;
    estimate.why_not = why_not;
    estimate.interval = {Seconds(0), Seconds(longest)};
    return estimate;
}

std::vector<Marks> searched(std::span<const Marks> stretches) {
    std::vector<Marks> result;
    std::size_t count = 0;
    for (const auto& marks : stretches) {
        if (count >= k_changes_searched) break;
        const auto size = std::min(marks.middle.size(), k_changes_searched - count);
        if (size > 1) result.push_back(part_of(marks, 0, size));
        count += size;
    }
    return result;
}

// Changes at more of the polls than refreshes that are slower would leave room for.
bool at_nearly_every_poll(const Overview& overview) {
    return overview.longest_period < 2.5 * overview.poll &&
           overview.changes > 0.25 * overview.elapsed / overview.poll;
}

RefreshEstimate judge(RefreshEstimate estimate, std::span<const Marks> stretches) {
    const auto part = searched(stretches);
    const auto overview = overview_of(part);
    const auto pieces = pieces_of(part);
    const auto [best, second] = best_two(scan(pieces, overview));
    const auto bounded = [&](RefreshVerdict verdict, const char* why_not) {
        return only_bounded(std::move(estimate), verdict, overview.longest_period, why_not);
    };
    const double share = overview.changes * best.period / overview.elapsed;
    const bool hidden_by_polls = best.period < k_near_polls * overview.poll && share < k_nearly_all;
    if (best.evidence < k_least_odds || hidden_by_polls) {
        if (at_nearly_every_poll(overview)) {
            estimate.faster_than_polls = true;
            return bounded(RefreshVerdict::ambiguous,
                           "the reading changed at nearly every poll: the gauge is as fast as the "
                           "polls or faster");
        }
        if (estimate.changes < k_usual_changes) {
            return bounded(RefreshVerdict::too_short, "too few changes to tell a period");
        }
        return bounded(RefreshVerdict::ambiguous, "the changes lie on no grid of one period");
    }
    if (best.evidence < second.evidence + k_least_odds) {
        return bounded(estimate.changes < k_usual_changes ? RefreshVerdict::too_short
                                                          : RefreshVerdict::ambiguous,
                       "several periods explain the changes");
    }
    const auto posterior = period_posterior(part, best.period);
    estimate.verdict = RefreshVerdict::ok;
    estimate.period = Seconds(posterior.mean_s);
    estimate.interval = {Seconds(posterior.low_s), Seconds(posterior.high_s)};
    estimate.changed_share = std::min(1.0, share);
    return estimate;
}

double slack(double half, double period) {
    return half + std::max(k_jitter_s, k_relative_jitter * period);
}

}  // namespace

RefreshEstimate estimate_refresh(std::span<const std::vector<Change>> stretches) {
    RefreshEstimate estimate;
    std::vector<Marks> marks;
    std::vector<double> widths;
    for (const auto& changes : stretches) {
        estimate.changes += changes.size();
        if (changes.empty()) continue;
        auto one = marks_of(changes);
        for (const double half : one.half) widths.push_back(2 * half);
        if (changes.size() > 1) marks.push_back(std::move(one));
    }
    if (!widths.empty()) estimate.poll = Seconds(quantile(widths, 0.5));
    if (marks.empty()) {
        estimate.why_not = estimate.changes == 0 ? "the reading never changed"
                                                 : "too few changes to tell a period";
        return estimate;
    }
    if (estimate.changes < k_fewest_changes) {
        return only_bounded(std::move(estimate), RefreshVerdict::too_short,
                            longest_period_of(marks), "too few changes to tell a period");
    }
    return judge(std::move(estimate), marks);
}

std::optional<DeviceTime> fit_phase(std::span<const Change> changes, Seconds period) {
    if (changes.empty() || period <= Seconds(0)) return std::nullopt;
    const auto marks = marks_of(changes);
    double phase = phase_of(marks, period.value());
    double sum = 0, count = 0;
    for (std::size_t i = 0; i < marks.middle.size(); ++i) {
        const double off = residual(marks.middle[i], phase, period.value());
        if (std::abs(off) > slack(marks.half[i], period.value())) continue;
        sum += off;
        count += 1;
    }
    if (count > 0) phase += sum / count;
    return later(changes.front().after, Seconds(phase));
}

std::optional<Seconds> fit_period(std::span<const std::vector<Change>> trials) {
    const auto estimate = estimate_refresh(trials);
    // A gauge that is faster than the polls makes a reading for each of them.
    return estimate.faster_than_polls ? estimate.poll : estimate.period;
}

}  // namespace edgebench
