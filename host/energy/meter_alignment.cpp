#include "host/energy/meter_alignment.hpp"

#include "host/energy/load_correlation.hpp"
#include "host/energy/mean_error.hpp"
#include "host/energy/meter_power.hpp"

#include <Eigen/Dense>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <vector>

namespace edgebench {
namespace {

constexpr Seconds k_reach{1.0};         // of the search for an edge, to both sides
constexpr Seconds k_beyond{0.25};       // seen on both sides of any instant of the search
constexpr Seconds k_coarse_step{0.02};  // of the search
constexpr Seconds k_fine_step{0.001};
constexpr Seconds k_least_deviation{0.002};
constexpr Seconds k_most_deviation{0.2};
constexpr double k_share_of_step = 0.3;   // of the usual step: a smaller one is no edge of a load
constexpr double k_share_of_edges = 0.8;  // that have to be found
constexpr double k_most_drift = 1e-3;     // a quartz is good to 1e-4
constexpr double k_outlier = 5;           // robust standard deviations
constexpr double k_mad_to_deviation = 1.4826;
constexpr double k_odds = 5;  // e^5, as for the period of a gauge

// Where the power steps most within begin..end, by least squares.
struct Step {
    Seconds at{0};
    Watts height{0};
};

class StepSearch {
  public:
    StepSearch(const MeterRecording& recording, Seconds begin, Seconds end)
        : recording_(recording), begin_(begin), end_(end) {}

    Step find(Seconds from, Seconds to) const {
        const auto coarse = best(from, to, k_coarse_step);
        return best(std::max(from, coarse.at - k_coarse_step),
                    std::min(to, coarse.at + k_coarse_step), k_fine_step);
    }

  private:
    Step best(Seconds from, Seconds to, Seconds by) const {
        Step best;
        double most = -1;
        for (auto at = from; at <= to; at += by) {
            const auto height =
                mean_power(recording_, at, end_) - mean_power(recording_, begin_, at);
            const double explained =
                std::pow(height.value(), 2) * (at - begin_).value() * (end_ - at).value();
            if (explained <= most) continue;
            most = explained;
            best = {at, height};
        }
        return best;
    }

    const MeterRecording& recording_;
    Seconds begin_, end_;
};

enum class Direction { up, down };

// An edge as the phone marked it, and where the meter shows it.
struct Edge {
    Seconds marked{0};  // behind the reference
    Direction direction = Direction::up;
    std::optional<Step> seen;
};

struct Line {
    double at_reference = 0, drift = 0, asymmetry = 0;
    Eigen::Matrix3d unscaled_covariance = Eigen::Matrix3d::Zero();

    double residual(const Edge& edge) const {
        const double t = edge.marked.value();
        return edge.seen->at.value() - t - at_reference - drift * t - asymmetry * side(edge);
    }
    static double side(const Edge& edge) { return edge.direction == Direction::up ? 0.5 : -0.5; }
};

// One place of the load, worked out.
struct Candidate {
    std::vector<Edge> edges;
    std::size_t matched = 0, covered = 0;
    Line line;
    double deviation = 0;  // s, of the matched edges from the line
    double evidence = 0;   // logarithm of the likelihood
};

std::vector<Edge> marked_edges(std::span<const TrialWindows> trials, DeviceTime reference) {
    std::vector<Edge> edges;
    for (const auto& trial : trials) {
        edges.push_back({seconds_between(reference, trial.answer.begin), Direction::up, {}});
        edges.push_back({seconds_between(reference, trial.answer.end), Direction::down, {}});
    }
    return edges;
}

// The search must not reach into the next edge.
Seconds reach_of(std::span<const TrialWindows> trials) {
    auto reach = k_reach;
    for (const auto& trial : trials) {
        for (const auto& window : {trial.idle_before_answer(), trial.answer, trial.idle_after}) {
            reach = std::min(reach, seconds_between(window.begin, window.end) / 2);
        }
    }
    return std::max(reach, k_coarse_step);
}

double median(std::vector<double> values) {
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::nth_element(values.begin(), middle, values.end());
    return *middle;
}

void look_for_edges(Candidate& candidate, const MeterRecording& recording, Seconds at_reference,
                    Seconds reach) {
    std::vector<double> heights;
    for (auto& edge : candidate.edges) {
        const auto expected = at_reference + edge.marked;
        const auto begin = expected - reach - k_beyond, end = expected + reach + k_beyond;
        if (begin < Seconds(0) || end > recording.time.back()) continue;
        ++candidate.covered;
        const auto step =
            StepSearch(recording, begin, end).find(expected - reach, expected + reach);
        const bool is_right = (step.height > Watts(0)) == (edge.direction == Direction::up);
        if (!is_right) continue;
        edge.seen = step;
        heights.push_back(std::abs(step.height.value()));
    }
    if (heights.empty()) return;
    const double least = k_share_of_step * median(heights);
    for (auto& edge : candidate.edges) {
        if (edge.seen && std::abs(edge.seen->height.value()) < least) edge.seen.reset();
    }
}

std::vector<const Edge*> seen_edges(const Candidate& candidate) {
    std::vector<const Edge*> seen;
    for (const auto& edge : candidate.edges) {
        if (edge.seen) seen.push_back(&edge);
    }
    return seen;
}

Line line_through(const std::vector<const Edge*>& edges) {
    const auto count = static_cast<Eigen::Index>(edges.size());
    Eigen::MatrixXd design(count, 3);
    Eigen::VectorXd late(count);
    for (Eigen::Index i = 0; i < count; ++i) {
        const auto& edge = *edges[static_cast<std::size_t>(i)];
        design.row(i) << 1, edge.marked.value(), Line::side(edge);
        late(i) = (edge.seen->at - edge.marked).value();
    }
    const Eigen::Matrix3d inverse = (design.transpose() * design).inverse();
    const Eigen::Vector3d solution = inverse * (design.transpose() * late);
    return {solution(0), solution(1), solution(2), inverse};
}

// Fits, leaves out what lies far off, and fits again.
void fit(Candidate& candidate) {
    const auto all = seen_edges(candidate);
    if (all.size() < 2 * k_fewest_aligned_trials) return;
    const auto first = line_through(all);
    std::vector<double> off;
    for (const auto* edge : all) off.push_back(std::abs(first.residual(*edge)));
    const double limit =
        k_outlier * std::max(k_mad_to_deviation * median(off), k_least_deviation.value());
    for (auto& edge : candidate.edges) {
        if (edge.seen && std::abs(first.residual(edge)) > limit) edge.seen.reset();
    }
    const auto kept = seen_edges(candidate);
    if (kept.size() < 2 * k_fewest_aligned_trials) return;
    candidate.matched = kept.size();
    candidate.line = line_through(kept);
    double squares = 0;
    for (const auto* edge : kept) squares += std::pow(candidate.line.residual(*edge), 2);
    candidate.deviation = std::max(std::sqrt(squares / static_cast<double>(kept.size() - 3)),
                                   k_least_deviation.value());
}

// A matched edge is normal about the line, any other could be anywhere in its search.
double evidence_of(const Candidate& candidate, Seconds reach) {
    const double matched =
        -std::log(candidate.deviation) - 0.5 * std::log(2 * std::numbers::pi * std::numbers::e);
    const double missed = -std::log(2 * reach.value());
    const auto count = static_cast<double>(candidate.matched);
    return count * matched + (static_cast<double>(candidate.edges.size()) - count) * missed;
}

bool fits(const Candidate& candidate) {
    const auto covered = static_cast<double>(candidate.covered);
    return candidate.matched >= 2 * k_fewest_aligned_trials &&
           static_cast<double>(candidate.matched) >= k_share_of_edges * covered &&
           candidate.deviation <= k_most_deviation.value() &&
           std::abs(candidate.line.drift) <= k_most_drift;
}

// `step`: of the recording.
MeterAlignment alignment_of(const Candidate& candidate, DeviceTime reference, Seconds step) {
    const auto& line = candidate.line;
    double farthest = 0;
    for (const auto& edge : candidate.edges) {
        farthest = std::max(farthest, std::abs(edge.marked.value()));
    }
    const auto variance_at = [&](double t) {
        const Eigen::Vector3d at(1, t, 0);
        return std::pow(candidate.deviation, 2) * at.dot(line.unscaled_covariance * at);
    };
    const double statistical = std::sqrt(std::max(variance_at(farthest), variance_at(-farthest)));
    const MeanError error{statistical, static_cast<double>(candidate.matched - 3)};
    // Of the true instant nothing is known but that it lies between the early and the late edges,
    // and of a sample not which part of its step it speaks of.
    const double systematic =
        k_normal_975 * std::hypot(line.asymmetry, step.value()) / std::sqrt(12.0);
    return {.method = k_alignment_method,
            .reference = reference,
            .at_reference = Seconds(line.at_reference),
            .drift = line.drift,
            .error =
                Seconds(std::hypot(statistical * half_width_in_se(error, Looks::once), systematic)),
            .edges = candidate.matched,
            .edge_deviation = Seconds(candidate.deviation),
            .edge_asymmetry = Seconds(line.asymmetry)};
}

std::string in_seconds(double seconds) {
    const auto tenths = std::llround(seconds * 10);
    return std::to_string(tenths / 10) + "." + std::to_string(std::abs(tenths % 10)) + " s";
}

AlignmentResult refusal(std::string why_not, std::string next_step) {
    return {std::nullopt, std::move(why_not), std::move(next_step)};
}

AlignmentResult nothing_fits(const MeterRecording& recording,
                             std::span<const TrialWindows> trials) {
    const auto length =
        seconds_between(trials.front().idle_before.begin, trials.back().idle_after.end);
    return refusal("no part of the recording has the loads of these trials",
                   "It lasts " + in_seconds(recording.time.back().value()) + ", the trials " +
                       in_seconds(length.value()) +
                       ": check that it is the recording of this run, and the unit of its time.");
}

}  // namespace

AlignmentResult align_meter(const MeterRecording& recording, std::span<const TrialWindows> trials) {
    if (trials.size() < k_fewest_aligned_trials) {
        return refusal("the recording is aligned by three finished trials or more, and there are " +
                           std::to_string(trials.size()),
                       "Measure more trials, or select more of them.");
    }
    const auto reference = trials[trials.size() / 2].answer.begin;
    const auto reach = reach_of(trials);
    std::vector<Candidate> found;
    for (const auto& place : load_places(recording, trials, reference)) {
        Candidate candidate;
        candidate.edges = marked_edges(trials, reference);
        look_for_edges(candidate, recording, place.at_reference, reach);
        fit(candidate);
        if (!fits(candidate)) continue;
        candidate.evidence = evidence_of(candidate, reach);
        found.push_back(std::move(candidate));
    }
    if (found.empty()) return nothing_fits(recording, trials);
    std::ranges::sort(found, std::greater(), &Candidate::evidence);
    const auto& best = found.front();
    for (const auto& other : found) {
        const double apart = std::abs(other.line.at_reference - best.line.at_reference);
        if (apart < k_reach.value() || best.evidence - other.evidence > k_odds) continue;
        return refusal("the loads of these trials fit the recording at two places, " +
                           in_seconds(apart) + " apart",
                       "Let the recording begin before the first trial and end behind the last, "
                       "and let the answers differ in length.");
    }
    const auto step = recording.time.back() / static_cast<double>(recording.time.size() - 1);
    return {alignment_of(best, reference, step), {}, {}};
}

}  // namespace edgebench
