#include "host/plan/power_choice.hpp"

#include "protocol/error.hpp"
#include "protocol/power_source.hpp"

#include <algorithm>

namespace edgebench {
namespace {

std::string available_names(const std::vector<PowerSourceInfo>& found) {
    std::string names;
    for (const auto& source : found) {
        if (source.available) names += (names.empty() ? "" : ", ") + source.name;
    }
    return names;
}

std::string next_step(const std::vector<PowerSourceInfo>& found) {
    const auto names = available_names(found);
    if (names.empty()) {
        return "This phone shows its power to nobody; leave --power out to measure without energy.";
    }
    return "Leave --power out, or choose of " + names + ".";
}

}  // namespace

std::vector<std::string> choose_power(const std::vector<std::string>& wish,
                                      const std::vector<PowerSourceInfo>& found) {
    if (found.empty() && wish.empty()) return {std::string(k_sysfs)};
    if (found.empty()) return wish;
    if (wish.empty()) {
        const auto best = std::find_if(found.begin(), found.end(),
                                       [](const auto& source) { return source.available; });
        if (best == found.end()) return {};
        return {best->name};
    }
    for (const auto& name : wish) {
        const auto source =
            std::find_if(found.begin(), found.end(),
                         [&name](const auto& candidate) { return candidate.name == name; });
        if (source != found.end() && source->available) continue;
        const auto reason = source == found.end() ? "the agent does not know it" : source->detail;
        throw Error(ErrorCode::device,
                    "the power source " + name + " is not available on this phone: " + reason,
                    next_step(found));
    }
    return wish;
}

}  // namespace edgebench
