#include "host/energy/mean_error.hpp"

#include <boost/math/distributions/students_t.hpp>

#include <algorithm>
#include <cmath>
#include <map>
#include <vector>

namespace edgebench {
namespace {

constexpr std::size_t k_fewest_trials = 5;
constexpr double k_fewest_degrees = 4;
constexpr double k_upper_tail = 0.975;

struct Group {
    std::vector<double> values;
    double count() const { return static_cast<double>(values.size()); }
    double mean() const {
        double sum = 0;
        for (const double value : values) sum += value;
        return sum / count();
    }
    double squares() const {
        double sum = 0;
        for (const double value : values) sum += std::pow(value - mean(), 2);
        return sum;
    }
    double variance() const { return squares() / (count() - 1); }
};

std::vector<Group> by_prompt(std::span<const double> values, std::span<const std::string> prompts) {
    std::map<std::string, Group> groups;
    for (std::size_t i = 0; i < values.size(); ++i) groups[prompts[i]].values.push_back(values[i]);
    std::vector<Group> result;
    for (auto& [prompt, group] : groups) result.push_back(std::move(group));
    return result;
}

MeanError of_all(std::span<const double> values) {
    const Group all{{values.begin(), values.end()}};
    return {std::sqrt(all.variance() / all.count()), all.count() - 1};
}

// Satterthwaite's degrees of freedom, without the bias of estimated fourth powers.
MeanError within_prompts(const std::vector<Group>& groups, double count) {
    double variance = 0, spread = 0, most = 0, fewest = count;
    for (const auto& group : groups) {
        const double part = group.count() * group.variance() / (count * count);
        variance += part;
        spread += part * part / (group.count() + 1);
        most += group.count() - 1;
        fewest = std::min(fewest, group.count() - 1);
    }
    const double degrees = spread > 0 ? variance * variance / spread - 2 : most;
    return {std::sqrt(variance), std::clamp(degrees, fewest, most)};
}

}  // namespace

std::optional<MeanError> error_of_mean(std::span<const double> values,
                                       std::span<const std::string> prompts) {
    if (values.size() < k_fewest_trials) return std::nullopt;
    const auto groups = by_prompt(values, prompts);
    const bool repeated = std::all_of(groups.begin(), groups.end(),
                                      [](const auto& group) { return group.count() >= 2; });
    const auto count = static_cast<double>(values.size());
    if (repeated && count - static_cast<double>(groups.size()) >= k_fewest_degrees) {
        return within_prompts(groups, count);
    }
    return of_all(values);
}

double half_width_in_se(const MeanError& error, Looks looks) {
    const boost::math::students_t distribution(error.degrees_of_freedom);
    const double once = boost::math::quantile(distribution, k_upper_tail);
    return looks == Looks::once ? once : once * (1 + 1 / (error.degrees_of_freedom + 1));
}

Spread spread_of_prompts(std::span<const double> values, std::span<const std::string> prompts) {
    const auto groups = by_prompt(values, prompts);
    double squares = 0, squared_counts = 0;
    Group means;  // each value replaced by its prompt's mean
    for (const auto& group : groups) {
        squares += group.squares();
        squared_counts += group.count() * group.count();
        means.values.insert(means.values.end(), group.values.size(), group.mean());
    }
    const auto count = static_cast<double>(values.size());
    const auto prompt_count = static_cast<double>(groups.size());
    Spread spread;
    if (count - prompt_count < 1) return spread;
    const double within = squares / (count - prompt_count);
    spread.within = std::sqrt(within);
    if (groups.size() < 2) return spread;
    const double usual_count = (count - squared_counts / count) / (prompt_count - 1);
    const double excess = means.squares() / (prompt_count - 1) - within;
    spread.between = std::sqrt(std::max(0.0, excess) / usual_count);
    return spread;
}

}  // namespace edgebench
