#include "host/energy/trial_windows.hpp"

#include <algorithm>
#include <string_view>

namespace edgebench {
namespace {

std::optional<Window> window_of(const TrialEnd& trial, std::string_view name) {
    const auto found = std::find_if(trial.phases.begin(), trial.phases.end(),
                                    [name](const Phase& phase) { return phase.name == name; });
    if (found == trial.phases.end()) return std::nullopt;
    return Window{found->begin, found->end};
}

bool in_order(const TrialWindows& windows) {
    DeviceTime time = windows.idle_before.begin;
    const auto follows = [&time](const Window& window) {
        const bool in_time = time <= window.begin && window.begin <= window.end;
        time = window.end;
        return in_time;
    };
    return follows(windows.idle_before) && (!windows.load || follows(*windows.load)) &&
           (!windows.idle_loaded || follows(*windows.idle_loaded)) && follows(windows.answer) &&
           follows(windows.idle_after);
}

}  // namespace

std::optional<TrialWindows> trial_windows(const TrialEnd& trial) {
    const auto idle_before = window_of(trial, "idle_before");
    const auto prefill = window_of(trial, "prefill");
    const auto idle_after = window_of(trial, "idle_after");
    if (!idle_before || !prefill || !idle_after) return std::nullopt;
    // An answer of one token has no decode phase.
    const auto decode = window_of(trial, "decode").value_or(*prefill);
    const TrialWindows windows{.idle_before = *idle_before,
                               .load = window_of(trial, "load"),
                               .idle_loaded = window_of(trial, "idle_loaded"),
                               .answer = {prefill->begin, decode.end},
                               .first_token = prefill->end,
                               .idle_after = *idle_after};
    if (windows.load.has_value() != windows.idle_loaded.has_value() || !in_order(windows)) {
        return std::nullopt;
    }
    return windows;
}

}  // namespace edgebench
